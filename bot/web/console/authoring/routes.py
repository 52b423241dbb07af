"""What is where under /console/knowledge."""

from fastapi import APIRouter

from bot.web.console.authoring import article, articles, edit, gaps, new

router = APIRouter()
for part in (articles, new, gaps, edit, article):
    router.include_router(part.router, prefix="/knowledge")
