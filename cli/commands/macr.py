"""`critmin macr`: a report on each product's material assistance from prohibited foreign entities."""

import typer

from ...engine.model.sheet_sets import MATERIALS_SHEETS
from ...engine.regimes.material_assistance.rulebook import load_rulebook
from ..checking import Boms, FormatName, Jobs, Redact, check_files
from ..choices import Color, Format
from ..option_sources import sheet_first
from ..options import (
    Chosen,
    ColorWhen,
    HowRead,
    Output,
    PfeListFile,
    Quiet,
    Scheduler,
    SdnDate,
    SdnFile,
    ShardOf,
)
from ..product_options import ClassName, ConstructionBegins, SaleYear, Sold, TaxableYear, product_question
from ..run import RunOptions
from ..waiver_options import WaiverOptions


def macr(
    context: typer.Context,
    boms: Boms,
    *,
    class_: ClassName = None,
    sold: Sold = None,
    construction_begins: ConstructionBegins = None,
    year: SaleYear = None,
    taxable_year_begins: TaxableYear = None,
    format_: FormatName = Format.TEXT,
    output: Output = None,
    read: HowRead,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    pfe_list: PfeListFile = None,
    reading: Chosen = None,
    options: RunOptions,
    waiving: WaiverOptions,
    shard: ShardOf = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    redact: Redact = None,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Decide whether products include material assistance from a prohibited foreign entity (45X, 45Y, 48E)."""

    status = check_files(
        context,
        boms,
        MATERIALS_SHEETS,
        lambda designated: product_question(
            load_rulebook(),
            class_,
            sold,
            construction_begins,
            year,
            taxable_year_begins,
            reading,
            sdn=designated,
            pfe=pfe_list,
            sheet_first=sheet_first(context),
        ),
        format_=format_,
        output=output,
        read=read,
        sdn=sdn,
        sdn_date=sdn_date,
        pfe_list=pfe_list,
        options=options,
        waiving=waiving,
        shard=shard,
        jobs=jobs,
        scheduler=scheduler,
        quiet=quiet,
        color=color,
        redact=redact,
    )
    raise typer.Exit(status)
