"""What a draft leaves out: silent departments, layers, strength of actions, prompts."""

from assistant.diagnosis.actions import GradedAction, Strength
from assistant.diagnosis.departments import Department, Departments, load_departments
from assistant.diagnosis.layers import Layers
from assistant.diagnosis.perspective import Perspective, Status
from assistant.diagnosis.places import empty_sections
from assistant.diagnosis.progress import Help, Step, read_left, read_progress
from assistant.diagnosis.prompts import Prompt
from assistant.diagnosis.report import (
    Diagnosis,
    Reading,
    diagnose,
    read_story,
    weigh_reading,
)

__all__ = [
    "Department",
    "Departments",
    "Diagnosis",
    "GradedAction",
    "Help",
    "Layers",
    "Perspective",
    "Prompt",
    "Reading",
    "Status",
    "Step",
    "Strength",
    "diagnose",
    "empty_sections",
    "load_departments",
    "read_left",
    "read_progress",
    "read_story",
    "weigh_reading",
]
