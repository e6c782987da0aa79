"""Column headings as suppliers write them, and what each is read as (docs/untidy-files.md)."""

import tomllib

import pytest
from critmin import data
from critmin.engine.intake.tables.columns import known_columns, load_columns
from critmin.engine.intake.tables.headings import By, read_heading
from critmin.engine.model.settings import KINDS
from hypothesis import given
from hypothesis import strategies as st

BOM = {
    # English
    "line": "Item no.|Item|Line no.|No.|#|Pos.|Seq. no.|BOM line",
    "component": "Battery component|Part|Component name|Cell component|Cell part",
    "material": "Material description|Constituent material|Material name|Description|Product",
    "role": "Function|Cell role|Purpose",
    "mineral": (
        "Critical mineral|Applicable critical mineral|Element|Mineral:|MINERAL|Contained mineral|CRM|Rohstoff|"
        "Krit. Rohstoff"
    ),
    "value_usd": (
        "Value|Ext. cost|Extended cost (USD)|Total value, US$|Line total|Value USD '000|Arm's-length value|Amount (USD)"
    ),
    "mass_kg": (
        "Qty|Quantity (kg)|Net weight [g]|Weight, lb|Mass t|Contained mass|Amount kg|kg|Kg/pack|KG per battery|"
        "Net wt kg|net kg|Mass in pack kg|lbs|Mass/pack|kg par batterie"
    ),
    "price_usd_per_kg": (
        "Unit price USD/kg|Unit cost|Price per kg (EUR)|Price $/lb|Cost USD/t|Spot price|$/kg|USD/kg|Price/kg|Cost/kg|"
        "$ per kg|€/kg|US$ per lb|元/kg|Cost per kg|Preis/kg|Prix/kg"
    ),
    "form": "Chemical form|Substance",
    "price_form": "Price basis|Priced as",
    "mass_unit": "UoM|Unit|Unit of measure|Qty unit",
    "price_unit": "Price UoM|Unit price unit",
    "currency": "Curr.|CCY|Currency code",
    "impracticable_to_trace": "Impracticable|Not traceable|Transition relief",
    "feoc_attestation": "Attestation|FEOC certificate|Supplier attestation",
    "extraction_country": (
        "Country of origin (mining)|Mining country|Country of extraction|Mine location|CoO mining|Origin (mine)|"
        "Extraction - Country|Mined in|Mine country|Country where mined|Where mined|Location of the mine|Ore origin"
    ),
    "extraction_entity": (
        "Mine|Mine name|Mine operator|Mining company|Miner|Mined by|Extraction company|Supplier (mining)|"
        "Mining supplier name|矿山|礦山|鉱山|광산"
    ),
    "extraction_value_added_usd": "Extraction value added|Value added - mining (USD)|Mining: added value",
    "processing_country": (
        "CoO - refining|Refining country|Refinery location|Country of processing|Smelter country|Refined in|"
        "Processed in|Where refined|Country of origin (refining)|Processing - country|Location of smelter|"
        "Country of smelting|Conversion country"
    ),
    "processing_entity": (
        "Smelter/refiner|Refiner|Smelter name|Refinery operator|Processor|Processing company|Converter"
    ),
    "processing_value_added_usd": ("Processing value added|Value added by refining|Value added (refining), USD"),
    "recycling_country": "Recycling country|Recycled in|Country of recycling|Recycler location",
    "recycling_entity": "Recycler|Recycling company|Recycling operator",
    "recycling_value_added_usd": "Recycling value added|Value added - recycling",
    "processing_country_2": (
        "Processing country 2|Refining 2 - country|CoO refining (2)|2nd processing country|Refining country #2"
    ),
    "processing_entity_3": "Smelter 3 company|Processing entity 3|3rd processing company",
    "extraction_country_2": "Mining country 2",
}
CHINESE = {
    "line": "序号|编号|项次",
    "component": "部件|电池部件|零部件",
    "material": "材料|物料名称|原材料",
    "mineral": "矿物|关键矿物|元素|礦物",
    "value_usd": "金额|金额（USD）|总价|价值(美元)|金額",
    "mass_kg": "质量(kg)|重量|净重（克）|数量|重量/kg",
    "price_usd_per_kg": "单价|单价（元/吨）|单价(USD/kg)|價格",
    "mass_unit": "单位|计量单位",
    "currency": "币种|货币",
    "extraction_country": "开采国|开采国家|原产国（采矿）|采矿地点|開採國|矿山所在国",
    "extraction_entity": "采矿商|开采企业|采矿公司|矿山企业",
    "processing_country": "冶炼国|精炼国家|加工国|原产地（冶炼）|冶煉國家|加工所在国",
    "processing_entity": "冶炼厂|精炼厂|加工企业|冶炼企业|精炼公司",
    "processing_value_added_usd": "加工增值|冶炼增加值（USD）",
    "recycling_country": "回收国|回收国家",
    "recycling_entity": "回收商|回收企业",
    "processing_country_2": "加工国2|冶炼国家（2）",
}
JAPANESE = {
    "line": "番号|行番号",
    "component": "部品|部材",
    "material": "材料名|原料",
    "mineral": "鉱物|重要鉱物",
    "value_usd": "価額|金額（USD）|総額",
    "mass_kg": "質量[kg]|正味重量|数量",
    "price_usd_per_kg": "単価|単価（円/kg）|価格",
    "mass_unit": "単位",
    "currency": "通貨",
    "extraction_country": "採掘国|採掘の国|採鉱国名|原産国（採掘）|鉱山所在国",
    "extraction_entity": "鉱山会社|採掘企業|採掘業者",
    "processing_country": "精錬国|製錬国|加工国|原産国（精錬）|精製国",
    "processing_entity": "製錬所|精錬所|加工業者|精錬会社",
    "recycling_country": "リサイクル国",
    "recycling_entity": "リサイクル業者",
    "processing_value_added_usd": "精錬付加価値",
}
KOREAN = {
    "line": "번호|순번",
    "component": "부품|부품명",
    "material": "소재|재료명",
    "mineral": "광물|핵심광물|핵심 광물",
    "value_usd": "금액|금액(USD)|총액",
    "mass_kg": "중량|질량(kg)|수량",
    "price_usd_per_kg": "단가|단가(원/kg)",
    "mass_unit": "단위",
    "currency": "통화",
    "extraction_country": "채굴 국가|채굴국|광산 위치|원산지(채굴)",
    "extraction_entity": "광산업체|채굴업체|채굴 회사",
    "processing_country": "제련국|제련 국가|정련 국가|가공국|원산지(제련)",
    "processing_entity": "제련소|제련업체|정련소|가공업체",
    "recycling_country": "재활용 국가",
    "recycling_entity": "재활용업체",
}
GERMAN = {
    "line": "Pos.|PosNr|Lfd. Nr.|Zeile",
    "component": "Komponente|Bauteil|Baugruppe",
    "material": "Werkstoff|Materialbezeichnung",
    "mineral": "Kritisches Mineral|kritischer Rohstoff",
    "value_usd": "Wert (USD)|Betrag|Gesamtpreis|Gesamtwert",
    "mass_kg": "Masse (g)|Gewicht [kg]|Menge|Nettogewicht",
    "price_usd_per_kg": "Einzelpreis USD/t|Preis €/kg|Preis",
    "mass_unit": "Einheit|Mengeneinheit",
    "currency": "Währung",
    "extraction_country": (
        "Abbauland|Förderland|Land des Abbaus|Land der Gewinnung|Herkunftsland (Abbau)|Abgebaut in|Standort der Mine"
    ),
    "extraction_entity": "Minenbetreiber|Bergwerk|Betreiber der Mine|Bergbauunternehmen",
    "processing_country": (
        "Verarbeitungsland|Land der Verarbeitung|Raffinationsland|Herkunft (Raffination)|Standort Raffinerie"
    ),
    "processing_entity": "Raffinerie|Hütte|Verarbeiter|Unternehmen (Verarbeitung)",
    "processing_value_added_usd": "Wertschöpfung Verarbeitung",
    "recycling_country": "Recyclingland|Land des Recyclings",
}
FRENCH = {
    "line": "N°|Ligne",
    "component": "Composant|Pièce",
    "material": "Matériau|Matière|Désignation",
    "mineral": "Minéral|Minéral critique",
    "value_usd": "Valeur (USD)|Montant|Prix total",
    "mass_kg": "Poids net (kg)|Masse|Quantité",
    "price_usd_per_kg": "Prix unitaire|Prix €/kg",
    "mass_unit": "Unité",
    "currency": "Devise",
    "extraction_country": "Pays d'extraction|Pays d’origine (extraction)|Lieu d'extraction|Origine (mine)",
    "extraction_entity": "Exploitant minier|Société minière|Exploitant de la mine",
    "processing_country": "Pays de transformation|Pays de raffinage|Lieu du traitement|Pays de l'affinage",
    "processing_entity": "Raffineur|Fonderie|Société de transformation",
    "processing_value_added_usd": "Valeur ajoutée (transformation)",
    "recycling_country": "Pays de recyclage",
    "recycling_entity": "Recycleur",
}
SPANISH = {
    "line": "Nº|Partida|Línea",
    "component": "Componente|Pieza",
    "mineral": "Mineral crítico|Elemento",
    "value_usd": "Valor (USD)|Importe|Precio total",
    "mass_kg": "Peso neto (kg)|Masa|Cantidad",
    "price_usd_per_kg": "Precio unitario|Precio USD/kg",
    "mass_unit": "Unidad",
    "currency": "Moneda",
    "extraction_country": ("País de extracción|País de origen (minería)|Ubicación de la mina|Origen (extracción)"),
    "extraction_entity": "Empresa minera|Operador de la mina",
    "processing_country": "País de procesamiento|País de refinación|Lugar de fundición|Origen (refinado)",
    "processing_entity": "Refinador|Fundición|Empresa de refinación",
    "processing_value_added_usd": "Valor añadido (procesamiento)",
    "recycling_country": "País de reciclaje",
    "recycling_entity": "Reciclador",
}
READ = [
    (heading, column)
    for language in (BOM, CHINESE, JAPANESE, KOREAN, GERMAN, FRENCH, SPANISH)
    for column, headings in language.items()
    for heading in headings.split("|")
]


def test_the_headings_of_the_bill_of_materials() -> None:
    read = {heading: read_heading(heading, "bom") for heading, _ in READ}
    assert {heading: one.column for heading, one in read.items()} == dict(READ)
    assert {one.by for one in read.values()} == {By.ALIAS, By.NAME}


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(READ)) >= 200


@pytest.mark.parametrize(
    ("kind", "column", "headings"),
    [
        ("entities", "entity", "Supplier|Company|Legal entity|公司|会社|업체|Firma|Société|Empresa"),
        ("entities", "country", "Incorporated in|Country of organization|注册国|設立国|Gründungsland"),
        (
            "entities",
            "headquarters_country",
            "HQ|Headquarters|Country of headquarters|总部|本社|본사|Hauptsitz|Siège|Sede",
        ),
        ("entities", "government_equity_pct", "Government equity|Covered government ownership %|中国政府持股比例"),
        ("entities", "kind", "Entity type|实体类型|事業体種別|법인 유형|Rechtsträgerart|Type d'entité|Tipo de entidad"),
        ("entities", "citizen_of", "Citizenship|公民身份|市民権|시민권|Staatsangehörigkeit|Citoyenneté|Ciudadanía"),
        ("entities", "us_person", "US citizen|美国公民|米国市民|미국 시민|US-Bürger|Citoyen américain"),
        ("entities", "pfe_list", "SFE list|Prohibited foreign entity list|特定外国实体清单|Liste des PFE|Lista PFE"),
        (
            "entities",
            "publicly_traded",
            "Publicly-traded company|上市公司|上場企業|상장회사|Börsennotiert|Cotiza en bolsa",
        ),
        ("entities", "listed_parent_80", "Listed parent (80 percent)|80 percent owned by listed company"),
        ("entities", "sfe_appoints_officer", "SFE may appoint covered officer|特定外国实体任命高管"),
        ("entities", "sfe_largest_pct", "Largest SFE share %|最大特定外国实体持股比例|Größter SFE-Anteil (%)"),
        ("entities", "sfe_total_pct", "Total SFE share (%)|SFE share in total|SFE-Anteil insgesamt"),
        ("entities", "sfe_debt_pct", "SFE share of debt, %|Debt issued to SFE|특정외국법인 부채 비율"),
        ("ownership", "reports_13d", "Schedule 13D filer|Files 13D|13D"),
        ("ownership", "owner", "Shareholder|Parent|股东|株主|주주|Gesellschafter|Actionnaire|Accionista"),
        ("ownership", "owned", "Subsidiary|Owned company|子公司|Tochtergesellschaft|Filiale"),
        ("ownership", "equity_pct", "Equity|Ownership|Stake|持股比例|持株比率|지분율|Kapitalanteil"),
        ("ownership", "votes_pct", "Voting rights|表决权比例|議決権比率|의결권|Stimmrechte|Droits de vote"),
        (
            "components",
            "component",
            "Battery part|Component name|Part name|零部件|電池部件|電池部品|배터리 부품|Batteriekomponente|Pièce|Pieza",
        ),
        (
            "components",
            "value_usd",
            "Component value|Component value (USD)|Value of the component, USD|Cost per pack|Extended cost $|部件价值|"
            "价值（美元）|部品価額|부품가치(USD)|Komponentenwert|Gesamtwert USD|Valeur du composant|"
            "Valor del componente",
        ),
        (
            "components",
            "part_of",
            "Part of|part_of|Parent|Parent component|Parent assembly|Contained in|Next higher assembly|Belongs to|"
            "所属部件|上级部件|上層部件|親部品|上位品目|상위부품|모부품|Teil von|Übergeordnete Komponente|Enthalten in|"
            "Partie de|Composant parent|Contenu dans|Parte de|Componente padre|Contenido en",
        ),
        (
            "components",
            "assembly_country",
            "Country of manufacture|Made in|Assembled in|制造国|製造国|제조국|Herstellungsland|Assembly country|"
            "Country of production|Where assembled|组装国家|組裝國|組立国|조립 국가|Land der Herstellung|"
            "Hergestellt in|Pays de montage|Fabriqué en|País de montaje|Hecho en",
        ),
        ("components", "entity", "Manufacturer|制造商|メーカー|제조사|Hersteller|Fabricant"),
        ("steps", "country", "Location|国家|국가|Land|Pays|País"),
        ("steps", "step", "Process step|Stage|工序|工程|공정|Schritt|Étape|Etapa"),
        ("certificates", "kind", "Type|Certificate type|Typ|Tipo|类型|種類|종류"),
        ("vehicle", "value", "Answer|Wert|Valeur|値"),
    ],
)
def test_a_heading_of_another_sheet(kind: str, column: str, headings: str) -> None:
    assert {h: read_heading(h, kind).column for h in headings.split("|")} == dict.fromkeys(headings.split("|"), column)


FACTS = (
    "Country|Country of origin|Origin|Supplier|Vendor|Manufacturer|Source|Mine site|国家|供应商|"
    "Herkunftsland|Lieferant|Pays|Fournisseur|País|Proveedor|Former refiner|"
    "Alternative refiner country|Country risk|Extraction country (old)|Country of final assembly|"
    "Backup smelter location|Second source refiner"
)


@pytest.mark.parametrize("heading", FACTS.split("|"))
def test_a_place_or_a_company_of_no_step_is_not_read_and_told(heading: str) -> None:
    read = read_heading(heading, "bom")
    assert (read.column, read.is_fact) == (None, True)


OTHERS = (
    "HS code|CAS no.|Remarks|Lead time|Extraction date|Processing temperature|Mineral content %|"
    "Price date|Currency date|Value added tax|Not processed in|Processing country 2022|Amount|Unit|"
    "Extraction|Refining|Recycled content %|Value kg|Mass USD|Unit price kg|Price in stock|备注|"
    "日期|備考|비고|Bemerkung|Datum|Remarque|Observaciones|-|12|2024|Li|USD|$|kg/kWh|Gross wt kg|Price per pack"
)


@pytest.mark.parametrize("heading", [*OTHERS.split("|"), "", " ", "x" * 300])
def test_what_is_no_known_column(heading: str) -> None:
    read = read_heading(heading, "bom")
    assert read.column in (None, "mass_unit" if heading == "Unit" else None)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("procesing_country", "processing_country"),
        ("Extraction contry", "extraction_country"),
        ("Materal", "material"),
        ("processing_county", "processing_country"),
        ("feoc attestaton", "feoc_attestation"),
        ("Critical minerl", "mineral"),
        ("minreal", "mineral"),
        ("Mineeral", "mineral"),
        ("Procesing contry", "processing_country"),
    ],
)
def test_the_nearest_name(heading: str, column: str) -> None:
    read = read_heading(heading, "bom")
    assert (read.column, read.by) == (column, By.NEAR)
    assert read_heading(heading, "bom", near=False).column is None


@pytest.mark.parametrize(
    ("heading", "proposed"),
    [
        ("minerql", "mineral"),
        ("Country", "extraction_country"),
        ("Amount", "value_usd"),
        ("Price date", "price_usd_per_kg"),
    ],
)
def test_what_is_not_near_enough_is_proposed(heading: str, proposed: str) -> None:
    assert proposed in read_heading(heading, "bom").proposals


NEIGHBOURS = {
    "bom": "Mass fraction|Fraction|Valve|Height|Processing value|Values|Traceable|Trace|Mineral code 2",
    "ownership": "Notes|Boards|Owners",
    "entities": (
        "Rights reserve|Right reserved|Entities|US persons|Publicly trade|Nationality|国籍|Listed parent|SFE share|"
        "SFE ownership|UFLPA|1260H|Type"
    ),
}


@pytest.mark.parametrize(("kind", "heading"), [(k, h) for k, hs in NEIGHBOURS.items() for h in hs.split("|")])
def test_another_word_is_never_near(kind: str, heading: str) -> None:
    assert read_heading(heading, kind).by is not By.NEAR


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Ext. cost (USD)", "USD"),
        ("Net weight [g]", "g"),
        ("Price €/t", "EUR/t"),
        ("Price per kg", "/kg"),
        ("Qty", None),
    ],
)
def test_the_unit_of_a_heading(heading: str, unit: str | None) -> None:
    stated = read_heading(heading, "bom").unit
    assert (stated.text if stated is not None else None) == unit


# The data file -------------------------------------------------------------------------------------------------------

FILE = tomllib.loads(data.read("vocabulary/headings.toml").decode())


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_the_file_is_a_known_one(kind: str) -> None:
    sheet = load_columns().sheets[kind]
    assert all(known_columns(kind).find(column) == column for column in FILE["headings"][kind])
    needed = set(sheet.columns) - {"role", "price_usd_per_kg"} if kind == "bom" else set()
    assert needed <= set(FILE["headings"][kind]) | {"role", "price_usd_per_kg"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_heading_of_the_file_is_read_as_its_column(kind: str) -> None:
    wrong = {
        heading: (column, read)
        for column, headings in FILE["headings"][kind].items()
        for heading in headings
        if (read := read_heading(heading, kind).column) != column
    }
    assert wrong == {}


def test_every_step_and_fact_is_read_as_its_column_in_either_order() -> None:
    facts = {"country": "country", "entity": "entity", "value_added": "value_added_usd"}
    aliases = {heading for headings in FILE["headings"]["bom"].values() for heading in headings}
    wrong = {}
    for language in FILE["language"].values():
        for step in ("extraction", "processing", "recycling"):
            for word in language[step]:
                for fact, column in facts.items():
                    for what in language[fact]:
                        for heading in (f"{word} {what}", f"{what} ({word})"):
                            read = read_heading(heading, "bom").column
                            if read != f"{step}_{column}" and heading not in aliases:
                                wrong[heading] = read
    assert wrong == {}


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    for kind in KINDS:
        read = read_heading(text, kind)
        assert read.column is None or read.by is not None
