"""What two versions of the agreement say differently, in words: pure rows for terminal and pages.

Ids are permanent, so a renamed label is a change and no new thing; comments and layout are nothing.
Signatures are no terms and come apart (`signature_differences`). A new part of the document is
compared without a line here; to say a value of it better, add its key to `phrases.py`.
"""

from expectations.differences.compared import differences, signature_differences
from expectations.differences.rows import Difference

__all__ = ["Difference", "differences", "signature_differences"]
