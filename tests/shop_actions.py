"""Actions as somebody wrote them for Rasa, for an action server and for our process alike."""

import asyncio
import json
import time
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

Events = list[dict[str, Any]]


class ExtendOrder(Action):
    def name(self) -> str:
        return "action_extend_order"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        await asyncio.sleep(0)
        order = tracker.get_slot("order_id")
        zh = tracker.latest_message["metadata"]["language"] == "zh"
        dispatcher.utter_message(
            text=f"订单 {order} 已延长一个月。" if zh else f"Order {order} is a month longer."
        )
        dispatcher.utter_message(
            text="还需要别的吗？" if zh else "Anything else?",
            buttons=[{"title": "不用了" if zh else "No, thanks", "payload": "/deny"}],
        )
        return [SlotSet("extended", True)]


class TellWhatISee(Action):
    def name(self) -> str:
        return "action_tell_what_i_see"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        seen = {
            "tenant": tracker.get_slot("tenant"),
            "key": tracker.get_slot("idempotency_key"),
            "domain": sorted(domain["slots"]),
            "said": tracker.latest_message["text"],
            "sender": tracker.sender_id,
            "customer": tracker.latest_message["metadata"]["customer"].get("email"),
        }
        dispatcher.utter_message(text=json.dumps(seen))
        return []


class Break(Action):
    def name(self) -> str:
        return "action_break"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        raise RuntimeError("the shop is on fire")


class Reject(Action):
    def name(self) -> str:
        return "action_reject"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        raise ActionExecutionRejection(self.name(), "not for this order")


class Dawdle(Action):
    def name(self) -> str:
        return "action_dawdle"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        time.sleep(float(tracker.get_slot("seconds")))
        dispatcher.utter_message(text="at last")
        return []


class UseTemplate(Action):
    def name(self) -> str:
        return "action_use_template"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        dispatcher.utter_message(response="utter_done")
        return []
