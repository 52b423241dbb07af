"""What is where under /console/knowledge."""

from fastapi import APIRouter

from bot.web.console.authoring import article, articles, edit, gaps, new, pictures

router = APIRouter()
for part in (articles, new, gaps, pictures, edit, article):
    router.include_router(part.router, prefix="/knowledge")
