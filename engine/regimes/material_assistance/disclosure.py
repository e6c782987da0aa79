"""What a redacted report on material assistance may say: its own sentences."""

from ...report.disclosure import Disclosure

MATERIAL_ASSISTANCE_DISCLOSURE = Disclosure(
    sentences=(
        "no credit is available: the taxpayer is a prohibited foreign entity",
        "not decided: the requirement does not apply yet",
        "not decided: the statute has no threshold percentage for this date",
        "no credit is available for this date",
        "no material assistance from a prohibited foreign entity: the threshold is reached",
        "material assistance from a prohibited foreign entity: the ratio is below the threshold",
        "incomplete: facts are missing; undecided: the material assistance cost ratio",
        "the taxable year begins after {date} ({law})",
        "the taxpayer is not a prohibited foreign entity ({law})",
        'the taxpayer "{hidden}" is not a prohibited foreign entity, which is not known without {hidden} ({law})',
        "the mineral was produced by {date} ({law})",
        "each producer's status is that of the last day of its taxable year in which the cost was paid or incurred "
        "({law})",
        "certificates could be relied on: until {date} ({law})",
        "certificates could be relied on: until {number} days after Treasury issues its tables ({law})",
        "its cost",
        'its cost: the certificate "{hidden}" states dollars',
        "who mined, produced or manufactured it",
        "the country where it is made",
        "whether a specified foreign entity may appoint a board member or executive (sfe_appoints_officer)",
        "the share of its debt issued to specified foreign entities (sfe_debt_pct)",
        "the share of its publicly traded debt issued to specified foreign entities (sfe_debt_pct)",
        "who owns its value and votes (rows of Ownership), or what specified foreign entities own of it "
        "(sfe_largest_pct, sfe_total_pct)",
        "which holders are specified foreign entities, and what they own (Ownership, sfe_largest_pct, sfe_total_pct)",
        "it is known, or there is reason to know, that a prohibited foreign entity produced it",
        "it is made in {place}, a covered nation",
        '{who} "{hidden}" is a prohibited foreign entity: {hidden}',
        'about {who} "{hidden}": {hidden}',
        "{limb}: also {hidden}",
        "{limb}: {hidden}",
        "{limb}, as stated",
        "{limb}",
        "{hidden} is controlled (more than {percent}): {hidden}",
        "and {number} more",
        "one specified foreign entity owns {share}",
        "specified foreign entities together own {share}",
        "specified foreign entities own 0%",
        "what specified foreign entities own is not stated",
        '"{hidden}", a specified foreign entity, has effective control of its production',
        "{hidden} is organized in {place}, a covered nation",
        "{hidden} is headquartered in {place}, a covered nation",
        "{hidden} is organized and headquartered in {place}, a covered nation",
        "perjury is not stated, but material assistance needs it",
        "knows_of_none_upstream is not stated, but material assistance needs it",
        "identification_number is not stated, but material assistance needs it",
    ),
    patterns={
        "share": "{percent} to {percent}|{percent}",
        "limb": r"controlled, {percent} \(more than {percent}\)|"
        r"one specified foreign entity owns {percent} \({percent} or more\)|"
        r"specified foreign entities together own {percent} \({percent} or more\)",
        "who": r"the producer|an earlier producer|the seller",
    },
)
