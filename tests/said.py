"""What people write in a column or field that is about anything, by what it says against the verdict."""

CLEAR = [
    # a prohibited party, an attestation, where it is made, or by whom it is held; or that this is open
    "PFE", "PFE: yes", "PFE?", "(PFE)", "supplier is a PFE per legal", "known FEOC", "likely PFE",
    "cannot exclude FEOC", "FEOC status pending", "Supplier turned out to be a PFE in the last audit",
    "produced by PFE, cleared for use", "sub-supplier is FEOC", "40% PFE", "FEOC screening failed",
    "did not pass FEOC screening", "not FEOC compliant", "not confirmed as non-FEOC", "not yet cleared for FEOC",
    "FIE by 25% ownership", "on the SDN list", "UFLPA listed", "1260H list", "sanctioned", "country of concern",
    "供应商是PFE", "被制裁", "ist ein FEOC", "attestation withdrawn", "attestation received, later withdrawn",
    "not SDN but UFLPA", "FEOC audit failed", "FEOC reviewed, not approved", "FEOC check done, failed",
    "PFE (reviewed)", "PFE, checked", "attestation no. 12 superseded",
    "no FEOC attestation", "attestation: none", "unsigned attestation", "certificate expired",
    "supplier refuses attestation", "FEOC letter outstanding", "attestation zurückgezogen", "origin to be confirmed",
    "origin: Korea, to be confirmed", "country of origin tbc", "origin?", "ownership unknown", "Herkunft unbekannt",
    "made in China", "made in CN", "Chinese origin", "COO: CN", "produced in Xinjiang",
    "supplier's plant is in China", "中国制造", "중국산", "fabriqué en Chine",
    "producer is owned by the Chinese government",
    "51% owned by Chinese state", "owned by SASAC", "subsidiary of a Chinese SOE",
]  # fmt: skip
PASSING = [
    "made in China until 2024", "shipped via China", "may come from Xinjiang", "formerly a PFE supplier of others",
    "see FEOC memo", "见FEOC备忘录12", "FEOC questionnaire sent", "China white pigment", "state visit to Beijing",
]  # fmt: skip
HARMLESS = [
    "not a PFE", "non-PFE", "PFE: no", "PFE - no", "FEOC-free", "FEOC-compliant supplier",
    "supplier confirmed not a PFE", "neither a FEOC nor owned by one", "not on the SDN list", "no FEOC and no PFE",
    "FEOC check, passed", "cleared of FEOC concerns", "SDN check: clear", "FEOC attestation on file",
    "attestation received, drawing missing", "no attestation needed", "ISO certificate missing",
    "RoHS declaration pending", "certificate of conformity missing", "origin confirmed", "origin: Chile",
    "made in Korea", "checked, not made in China", "no Chinese content", "Made in Taiwan, Republic of China",
    "drawing missing", "price tbd", "PPAP pending", "PFE-100", "FIE-2000 cell", "part PFE-12 rev B", "see drawing",
    "not on SDN or UFLPA list", "checked against SDN list: no hit", "FEOC: reviewed by legal, no concerns",
    "FEOC audit passed 2025", "UFLPA due diligence complete", "FEOC geprüft, ok", "不在SDN清单", "FEOC非該当",
    "attestation no. 12", "attestation ATT-12 supersedes ATT-9", "origin certificate to follow",
    "non inscrit sur la liste SDN", "no figura en la lista SDN", "https://x.example/feoc/12",
    "n/a", "unknown", "prohibited substances: none", "customer-owned tooling", "state-of-the-art",
    "sold to US government", "stock location unknown", "owned by a Government of Canada fund",
]  # fmt: skip
