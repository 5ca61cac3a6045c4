"""The page in the browser: the only part of the project that knows Streamlit.

`app.py` is the entry, with one module per page. What they show is worked out by the modules
`mentorsim.page_*`, which know nothing of the browser.
"""
