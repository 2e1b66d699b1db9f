"""Train the names and write the package `models/id_regional_news`.

    pip install -e .
    OMP_NUM_THREADS=1 python models/train/train_names.py NER POOL WORK

NER is the directory of the public sets and POOL the articles, as for `names_data.py`; what is made on the way goes to
WORK. It takes some ten minutes on one core; the seed is fixed in `config.cfg`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import spacy
import typer
from names_data import HERE, write
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config

PACKAGE = HERE.parent / "id_regional_news"
META = {
    "lang": "id",
    "name": "regional_news",
    "version": "0.1.0",
    "description": "Names in Indonesian regional news: persons, bodies, places, occasions",
    "license": "CC BY-SA 4.0",
    "sources": [
        {"name": "idner-news-2k", "url": "https://github.com/khairunnisaor/idner-news-2k", "license": "MIT"},
        {"name": "IndoNLU NERGrit, NERP", "url": "https://github.com/IndoNLP/indonlu", "license": "CC BY-SA 4.0"},
    ],
}


def main(
    ner: Annotated[Path, typer.Argument(help="Directory of the public sets.")],
    pool: Annotated[Path, typer.Argument(help="Articles, a JSON object a line.")],
    work: Annotated[Path, typer.Argument(help="Directory for what is made on the way.")],
    package: Annotated[Path, typer.Option(help="Where the package goes.")] = PACKAGE,
) -> None:
    """Train, and write the package."""
    write(ner, pool, work)
    paths = {
        "train": str(work / "train.spacy"),
        "dev": str(work / "idner-news-2k-dev.spacy"),
        "blank": str(work / "blank"),
    }
    config = load_config(HERE / "config.cfg", {f"paths.{name}": path for name, path in paths.items()})
    (work / "names").mkdir(exist_ok=True)
    nlp = init_nlp(config)
    train(nlp, work / "names")
    # Without the vocabulary of the training texts: the network knows words by their hashes only.
    nlp = spacy.load(work / "names" / "model-best", exclude=["vocab"])
    nlp.meta.update(META)
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    nlp.to_disk(package)


if __name__ == "__main__":
    typer.run(main)
