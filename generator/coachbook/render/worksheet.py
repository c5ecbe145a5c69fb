"""How the blocks of a kit worksheet look: `prompt` and `scale` as HTML that reads well on a screen and on paper.

A Python-Markdown extension on pymdownx.blocks. What a block asks for, and what is wrong in one, is read by
`source/worksheets.py`; a block with a mistake is left as plain text in the page, where the coach can see it.

Absent on purpose: form fields (they come with the returns), and any style attribute: the number of lines is
`data-lines`, so that a strict content security policy can stand.
"""

from __future__ import annotations

import json
from xml.etree import ElementTree as etree

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block, type_string

from coachbook.source.worksheets import Field, Prompt, RawBlock, Scale, raw_blocks, scan


class WorksheetExtension(Extension):
    """Python-Markdown extension that renders the `prompt` and `scale` blocks."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the option reader (before code fences are stashed at 25) and the two blocks."""
        md.preprocessors.register(_TypedOptions(md), "worksheet_options", 28)
        _WorksheetBlocks().extendMarkdown(md)


class _TypedOptions(Preprocessor):
    """Writes each sound block in the one form that pymdownx.blocks reads as typed.

    Why: it reads options as YAML, where `low: no` is False and `id: 2026-03-20` a date. Quoted as JSON
    they stay the words the coach typed. The slashes of an unsound block are escaped, so that it shows
    as text whatever pymdownx.blocks would have made of it.
    """

    def run(self, lines: list[str]) -> list[str]:
        """The same lines, with the options of every sound block quoted."""
        fields = {block.line: field for block, field in scan(lines)[0]}
        out: list[str] = []
        done = 0
        for block in raw_blocks(lines):
            end = block.line + block.n_lines
            out += lines[done : block.line]
            if field := fields.get(block.line):
                out += _written(block, field)
            else:
                out += [line.replace("///", r"\/\/\/") for line in lines[block.line : end]]
            done = end
        return out + lines[done:]


def _written(block: RawBlock, field: Field) -> list[str]:
    match field:
        case Prompt():
            values = {"id": field.id, "lines": str(field.lines)}
        case Scale():
            values = {"id": field.id, "low": field.low, "high": field.high}
            values |= {"from": str(field.first), "to": str(field.last)}
    options = [f"    {name}: {json.dumps(value)}" for name, value in values.items()]
    return ["", f"/// {block.name} | {field.question}", *options, "", "///", ""]


class _PromptBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """The `prompt` block: its question, and an empty area of `data-lines` writing lines."""

    NAME = "prompt"
    ARGUMENT = True
    OPTIONS = dict.fromkeys(("id", "lines"), ("", type_string))

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Append and return the block's element."""
        block = etree.SubElement(parent, "div", {"class": "prompt", "data-field": self.options["id"]})
        etree.SubElement(block, "p", {"class": "prompt-question"}).text = self.argument
        etree.SubElement(block, "div", {"class": "writing", "data-lines": self.options["lines"]})
        return block


class _ScaleBlock(Block):  # type: ignore[misc]  # pymdownx has no types
    """The `scale` block: its question, the words at both ends, and the marks as a list."""

    NAME = "scale"
    ARGUMENT = True
    OPTIONS = dict.fromkeys(("id", "low", "high", "from", "to"), ("", type_string))

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Append and return the block's element.

        The words come before the marks, so that a screen reader says what the numbers mean before it
        reads them; CSS puts them below.
        """
        first, last = int(self.options["from"]), int(self.options["to"])
        block = etree.SubElement(parent, "div", {"class": "scale", "data-field": self.options["id"]})
        etree.SubElement(block, "p", {"class": "scale-question"}).text = self.argument
        ends = etree.SubElement(block, "p", {"class": "scale-ends"})
        low, high = (etree.SubElement(ends, "span", {"class": f"scale-{end}"}) for end in ("low", "high"))
        _text(low, f"{_number(first)}: {self.options['low']}")
        _text(high, f"{_number(last)}: {self.options['high']}")
        low.tail = "\n"
        marks = etree.SubElement(block, "ol", {"class": "scale-marks"})
        for mark in range(first, last + 1):
            _text(etree.SubElement(marks, "li"), _number(mark))
        return block


def _text(element: etree.Element, words: str) -> None:
    """Set words that Markdown must leave alone."""
    element.text = AtomicString(words)


def _number(value: int) -> str:
    """A whole number with a real minus sign."""
    return str(value).replace("-", "\u2212")


class _WorksheetBlocks(BlocksExtension):  # type: ignore[misc]  # pymdownx has no types
    """Registers the two blocks with the block manager of pymdownx."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        """Called by `BlocksExtension.extendMarkdown`."""
        block_mgr.register(_PromptBlock, self.getConfigs())
        block_mgr.register(_ScaleBlock, self.getConfigs())
