"""Letters: rendered in the reader's language, as text and as HTML."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


def send_letter(template: str, *, to: str, language: str, context: Mapping[str, Any]) -> None:
    """Send `<template>.subject.txt`, `.txt` and `.html` to one address; call it from a job, mail servers are slow.

    Raises:
        OSError: the mail server could not be reached or refused (smtplib's errors are subclasses).
    """
    with translation.override(language):
        # A subject is one header line whatever somebody wrote into a name (ASVS 1.3.11).
        subject = " ".join(render_to_string(f"{template}.subject.txt", context).split())
        letter = EmailMultiAlternatives(subject, render_to_string(f"{template}.txt", context).strip() + "\n", to=[to])
        letter.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    letter.send()
