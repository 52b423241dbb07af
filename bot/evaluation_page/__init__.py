"""An evaluation as a page for people who run a support desk: a Report goes in, self-contained HTML comes out.

Start at `page.render_page`. `plot` turns figures into places on a drawing; everything else is in report.html.
"""
