"""Documents as data, typeset as Markdown or LaTeX; numbers as people read them."""
