"""The page in Streamlit; what it says and draws is worked out one folder above."""
