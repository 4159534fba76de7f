from django import forms
from django.utils.translation import gettext_lazy as _


class TemplateForm(forms.Form):
    file = forms.FileField(label=_("Template edited in Word (.docx)"))
    note = forms.CharField(label=_("What was changed"), max_length=200, required=False)
