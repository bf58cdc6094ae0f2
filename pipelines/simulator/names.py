"""Invented people and firms: names that nobody bears, under domains that nobody can own."""

import numpy as np

from pipelines.simulator.draws import Ints, Texts, nth


def _words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


FIRST_NAMES = _words(
    "Anja Armin Astrid Beate Bernd Birgit Bjarne Carsten Claudia Cornelia Daniela Detlef Dirk"
    " Doris Eckhard Elke Erik Esther Fabian Falk Franka Gabriele Gerrit Gisela Hanno Heiko"
    " Helene Henrik Ilona Ingo Irina Jannis Jette Joachim Jutta Karin Katharina Kerstin Klaas"
    " Konrad Lasse Lena Lorenz Ludger Maike Manfred Margit Marlies Matthias Merle Mirko Nadja"
    " Norbert Olaf Ole Pascal Pia Rainer Renate Roland Ronja Rüdiger Sabrina Sönke Stefanie"
    " Swantje Tanja Thorben Tilman Ursula Uwe Vera Volker Wiebke Wolfgang Yannick"
)
LAST_NAMES = _words(
    "Abeln Achterberg Adomeit Ahlgrimm Albersmann Bachmeier Badenhop Bartling Behrmann"
    " Bergander Biedenkapp Böckmann Bohlen Brackmann Brandhorst Cassens Clausnitzer Dahlmann"
    " Deichsel Diekhoff Dornfeld Drewitz Ebeling Eggers Ehrlinger Eilts Engelke Fahrenholz"
    " Feddersen Finkbeiner Flothmann Freese Friedrichs Gallus Garbers Gerdes Goedecke Grabner"
    " Grönlund Haberland Harms Hassel Heidkamp Hellwege Hinrichs Höfer Holtmann Ihnen Immig"
    " Jakobsen Janßen Jessen Kahlert Kampmann Kasten Kettler Klinge Knoop Kolbe Köster Kreye"
    " Kruse Kuhlmann Landgraf Lampe Lehnhoff Lindemann Lohse Lübben Maaß Mansholt Meinders"
    " Mertens Middendorf Möhring Nagler Nehring Niehues Oelrichs Ortmann Oswald Pape Petzold"
    " Pohlmann Quandt Rabe Rathje Reimers Rieken Rosenbaum Rüter Sasse Schaper Schierholz"
    " Schlüter Schröer Seebeck Siebert Sommerfeld Stahmer Steffens Stolz Tadsen Thiele Tietjen"
    " Uhlenbrock Ulrichs Vagts Vollmer Wachsmann Wefer Weinrich Wessels Wichmann Wiebusch"
    " Wolters Wübben Zander Ziegenbalg"
)
PLACES = _words(
    "Aller Altmühl Ammer Bille Bode Brenz Chiem Dahme Diemel Dollart Donau Eder Eger Eider Elbe"
    " Elm Elster Emmer Enz Erft Fläming Fulda Gera Glan Haase Harz Havel Heide Hunte Hunsrück"
    " Ilm Ilz Inn Isar Jade Jagst Kocher Krückau Kyll Lahn Lausitz Lech Leine Lenne Lippe Lorze"
    " Luhe Main Mosel Mulde Nahe Naab Neckar Neiße Nidda Oder Oker Oste Panke Peene Pegnitz"
    " Regen Reuss Rhön Rott Ruhr Saale Salzach Sieg Solling Spree Stör Sude Tauber Trave Uecker"
    " Unstrut Vechte Vils Warnow Werra Weser Wetter Wied Wiese Wörnitz Würm Wupper Zschopau"
)
# a firm's trade by the industry it reports
TRADES = {
    "Facility Management": ("Gebäudedienste", "Facility", "Hausmeisterservice"),
    "Elevators": ("Aufzüge", "Lifttechnik", "Elevator Service"),
    "HVAC": ("Klimatechnik", "Kälteservice", "Lüftungsbau"),
    "Energy": ("Energie", "Stadtwerke", "Netzservice"),
    "Telecommunications": ("Telekom Service", "Glasfaser", "Funktechnik"),
    "Medical Devices": ("Medizintechnik", "Medtech", "Laborservice"),
    "Construction": ("Bau", "Hochbau"),
    "Logistics": ("Logistik", "Spedition"),
    "Retail": ("Handel", "Märkte"),
    "Education": ("Hochschule", "Akademie"),
    "Consulting": ("Beratung", "Coaching"),
}
FORMS = {
    "Germany": ("GmbH", "AG", "KG"),
    "Austria": ("GmbH", "AG"),
    "Switzerland": ("AG", "GmbH"),
    "Netherlands": ("B.V.",),
    "Denmark": ("ApS", "A/S"),
    "United States": ("Inc.", "LLC"),
}
_PLAIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "ae", "Ö": "oe", "Ü": "ue", " ": "-"}
)


def plain(text: str) -> str:
    """Return a name as it stands in an address."""
    return text.translate(_PLAIN).lower().replace(".", "").replace("/", "")


def firms(industries: list[str], countries: list[str]) -> tuple[list[str], list[str]]:
    """Return a name and a domain for each firm, no two domains alike."""
    names, domains, taken = [], [], set[str]()
    for number, (industry, country) in enumerate(zip(industries, countries, strict=True)):
        first, second = number % len(PLACES), number // len(PLACES)
        place = PLACES[first]
        if second:
            place += f"-{PLACES[(first * 7 + second) % len(PLACES)]}"
        trade = TRADES[industry][second % len(TRADES[industry])]
        stem, again = plain(f"{place} {trade}"), 1
        while stem in taken:
            again += 1
            stem = plain(f"{place} {trade} {again}")
        taken.add(stem)
        form = FORMS[country][second % len(FORMS[country])]
        names.append(f"{place} {trade}" + (f" {again}" if again > 1 else "") + f" {form}")
        domains.append(f"{stem}.example")
    return names, domains


def addresses(first: Ints, last: Ints, domain_of: Texts, account: Ints) -> Texts:
    """Return an e-mail address for each person; namesakes at one firm get a number."""
    key = (account * len(FIRST_NAMES) + first) * len(LAST_NAMES) + last
    rank = nth(key)
    firsts = [plain(name) for name in FIRST_NAMES]
    lasts = [plain(name) for name in LAST_NAMES]
    return np.array(
        [
            f"{firsts[a]}.{lasts[b]}{r + 1 if r else ''}@{d}"
            for a, b, r, d in zip(
                first.tolist(), last.tolist(), rank.tolist(), domain_of[account], strict=True
            )
        ],
        dtype=object,
    )
