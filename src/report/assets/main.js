const report = JSON.parse(document.getElementById("report-data").textContent);
tables.start(report.tables);
const drawn = charts.start(report.charts, report.theme);
