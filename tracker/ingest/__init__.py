"""How news comes in: the one door to the network, pages, PDFs, texts and feeds read into plain text, and
drafts.
"""
