"""Entry of the page: ``mentorsim page`` has Streamlit run this file."""

from __future__ import annotations

from mentorsim.page.app.shell import serve

serve()
