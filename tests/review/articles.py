"""Articles of the tests' own making: every company and person in them is invented, places are real."""

from datetime import date

PUBLISHED = date(2026, 3, 12)
LISBON = """Nimbus Labs opens a Lisbon office and signs up two partners

Nimbus Labs has opened an office in Lisbon, its first in Portugal, the artificial intelligence company \
said on Thursday.

“We will hire 120 engineers in Lisbon by the end of 2027,” said Teresa Almada, chief operating officer \
of Nimbus Labs. She added that weekly users in Portugal had more than tripled over the past year.

Nimbus Labs also plans to open an office in Madrid. Nimbus Labs has partnered with Quill Telecom to \
bring its assistant to small businesses.

Portugal ranks among the top 10 markets of Nimbus Labs by paying subscribers, the company said. Nimbus \
Labs will invest €300 million in Portugal.
"""
# The same story under another headline, cut at the end, as a second paper carries it.
LISBON_COPY = "Assistant maker comes to Portugal\n\n" + LISBON.split("\n\n", 1)[1].rsplit("\n\n", 1)[0]
# Another story that says one thing again and contradicts another.
MADRID = """Nimbus Labs names its Iberian plans

Nimbus Labs has opened an office in Lisbon, Teresa Almada, chief operating officer of Nimbus Labs, told \
reporters.

Portugal ranks among the top 10 markets of Nimbus Labs by paying subscribers, the company said. Nimbus \
Labs will invest €450 million in Portugal.
"""
