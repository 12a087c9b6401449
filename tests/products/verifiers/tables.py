"""Reads an XLSX file with openpyxl and a CSV file with Python's own reader; prints both as JSON."""
import csv, json, sys
import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
cells = [[str(cell.value or "") for cell in row] for row in book["Findings"].iter_rows()]
formulas = [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
with open(sys.argv[2], newline="", encoding="utf-8-sig") as file:
    rows = list(csv.reader(file))
json.dump({"sheets": book.sheetnames, "xlsx": cells, "formulas": formulas, "csv": rows}, sys.stdout)
