"""What the company sold and to whom: contacts, subscriptions, orders, bills, leads."""
