"""The account of data handling: from settings only, for two voices; and the builders of letters beside it."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import get_args

import pytest
from planted import engagement_of, practice_of, shipped_templates

from coachbook.model.datahandling import Keeping, NotesLevel, data_handling
from coachbook.model.engagement import Engagement
from coachbook.model.handover import coach_letter, executive_letter, sponsor_letter
from coachbook.model.letters import AccessLetterView, DataHandlingView, ProcessorEntry, Voice, WayIn
from coachbook.model.practice import Practice
from coachbook.model.terms import Share
from coachbook.render.environment import template_environment
from coachbook.render.letters import data_handling_html
