"""The help centre of a tenant: /kb/{site_key}, in Chinese and English, without any script.

In: the articles in force (`kb_index.models`) and the tenant's search (`Service.knowledge`). Out: pages, a
sitemap, and what readers make of an article (`kb_index.feedback`). Start reading at `routes.py` (what is
where), then one page's file and its template. docs/how-to/help-centre.md is for who offers it.
"""
