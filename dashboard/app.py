"""The app both leaders open before they meet: Overview, and whether the data can be trusted.

To add a page, write `<page>.py` with one function that shows it, and name it below.
"""

from pathlib import Path

import streamlit as st

FOLDER = Path(__file__).parent

page = st.navigation(
    {
        "": [st.Page("overview.py", title="Overview", default=True)],
        "Funnel": [
            st.Page("conversion.py", title="Conversion and speed", url_path="conversion-and-speed"),
        ],
        "Promises": [
            st.Page("promises.py", title="Promises", url_path="promises"),
            st.Page("handoffs.py", title="Handoffs", url_path="handoffs"),
        ],
        "Agreement": [
            st.Page("definitions.py", title="Definitions", url_path="definitions"),
            st.Page("what_if.py", title="What if", url_path="what-if"),
            st.Page("disagreements.py", title="Disagreements", url_path="disagreements"),
        ],
        "Trust": [st.Page("data_health.py", title="Data health", url_path="data-health")],
    },
    position="top",
)
st.set_page_config(
    page_title=f"{page.title} · Smarketing", page_icon=str(FOLDER / "mark.svg"), layout="wide"
)
st.logo(str(FOLDER / "logo.svg"), size="medium")
st.html(FOLDER / "style.css")
page.run()
