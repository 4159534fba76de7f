"""Pictures as plain shapes: laid out by measured text, drawn as SVG and as a tagged PDF page.

`measuring` knows how wide words are, `shapes` what a picture is made of, `directions` arranges partners around an
organisation, `ties` gives the organisations of a graph their first places, `painting` writes the files.
"""
