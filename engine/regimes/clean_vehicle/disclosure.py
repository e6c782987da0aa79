"""What a redacted report under section 30D may say: its own sentences."""

from ...report.disclosure import Disclosure

CLEAN_VEHICLE_DISCLOSURE = Disclosure(
    sentences=(
        "meets the critical minerals requirement: {usd}{if_acquired}",
        "would meet the critical minerals requirement{if_acquired}",
        "does not meet the critical minerals requirement: no {usd}",
        "fails the FEOC screen: no section 30D credit",
        "incomplete: facts are missing; undecided: {undecided}",
        "not decided: earlier rules applied before {date}, and critmin does not compute them",
        "no credit is available for this vehicle",
        "credit: {credit} ({halves}){if_acquired}",
        "credit: {halves}{if_acquired}",
        "acquired by {date} ({law})",
        "final assembly in North America ({law})",
        "a battery of at least {number} kWh ({law})",
        "a battery rechargeable from an external source ({law})",
        "a gross vehicle weight rating under {number} lb ({law})",
        "a qualified manufacturer ({law})",
        "a suggested retail price of at most {usd} ({law})",
        "a suggested retail price of at most {usd} for vans, SUVs and pickups; {usd} for other vehicles ({law})",
        "no battery component was manufactured or assembled by a FEOC ({law})",
        "the country where the work is done",
        "the name of the entity that does the work",
        "covered nations' governments' share of its {shares}",
        "whether the transition rule applies to the line (its role and the transition report)",
        "exempt: transition rule (impracticable to trace)",
        "its facts: no FEOC criterion applies",
        "SCREENING: treated as attested",
        'attestation "{hidden}"',
        "{step} in {place}, a covered nation",
        "{hidden} is organized in {place}, a covered nation",
        "{hidden} is headquartered in {place}, a covered nation",
        '"{hidden}" has effective control of the work of {hidden} by license or contract',
        "covered nations' governments hold {holdings} of {hidden}",
    ),
    patterns={
        "if_acquired": r"(?: if acquired by {date} \(26 USC 30D\(h\), P\.L\. 119-21\))?",
        "undecided": r"(?:the percentage|the FEOC screen|a vehicle fact)(?: and (?:the FEOC screen|a vehicle fact))*",
        "credit": r"(?:at most )?{usd}(?: to {usd})?(?: of {usd})?",
        "halves": r"fails the FEOC screen|no credit is available for this vehicle|"
        r"critical minerals (?:yes|no|undecided), battery components (?:yes|no|undecided|not stated)"
        r"(?:; undecided: {undecided})?",
        "share": r"(?:equity|votes|board) \((?:not stated|{percent} to {percent})\)",
        "shares": r"{share}(?:, {share})*",
        "holdings": r"{percent} of the (?:equity|votes|board)(?:, {percent} of the (?:equity|votes|board))*",
        "step": r"extraction|processing|recycling|manufacture or assembly",
    },
)
