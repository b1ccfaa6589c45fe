"""The one-stop shop: receive dossiers, print their receipts, find them again."""
