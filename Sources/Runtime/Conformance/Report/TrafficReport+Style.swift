extension TrafficReport {
  /// How the page of a report looks, by day, at night and on paper.
  static let style = """
    :root{--text:#1d2530;--soft:#5b6776;--line:#e2e7ed;--back:#fff;--panel:#f5f7f9;--good:#3f8f53;--bad:#c4423a;--unknown:#97a3b3;--bar:#4d86c9}
    @media(prefers-color-scheme:dark){:root{--text:#dde3ea;--soft:#97a3b3;--line:#2c343e;--back:#15191f;--panel:#1e242c;--good:#5fb374;--bad:#ff7d73;--bar:#6ea5e3}}
    *{box-sizing:border-box}
    body{font:15px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;margin:0 auto;max-width:88rem;padding:1.5rem;color:var(--text);background:var(--back)}
    h1{font-size:1.6rem;margin:0}header p{margin:.1rem 0 1.2rem;color:var(--soft)}
    h2{font-size:1.15rem;margin:2.4rem 0 .6rem;scroll-margin-top:4rem}.none{color:var(--soft);margin:0}
    .problem{border-left:4px solid var(--bad);background:var(--panel);padding:.6rem .9rem}
    .overview{display:flex;flex-wrap:wrap;gap:1.5rem;align-items:center}
    figure{margin:0;display:flex;gap:1.2rem;align-items:center}svg{width:9.5rem;height:9.5rem}
    circle{fill:none;stroke-width:5}circle.good{stroke:var(--good)}circle.bad{stroke:var(--bad)}circle.unknown{stroke:var(--unknown)}
    svg text{font-size:6px;font-weight:600;fill:var(--text);text-anchor:middle;dominant-baseline:central}
    figcaption ul{list-style:none;margin:0;padding:0}
    figcaption li::before{content:"";display:inline-block;width:.75rem;height:.75rem;border-radius:2px;margin-right:.5rem;background:var(--unknown)}
    figcaption li.good::before{background:var(--good)}figcaption li.bad::before{background:var(--bad)}
    dl{flex:1;display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.6rem;margin:0;min-width:18rem}
    dl div{background:var(--panel);border-radius:6px;padding:.5rem .8rem}dt{color:var(--soft);font-size:.85rem}
    dd{margin:0;font-size:1.3rem;font-weight:600;font-variant-numeric:tabular-nums}dl .bad dd{color:var(--bad)}
    nav{position:sticky;top:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin-top:1.4rem;padding:.6rem 0;background:var(--back);border-bottom:1px solid var(--line)}
    nav a{color:var(--text);text-decoration:none}nav a:hover{text-decoration:underline}nav b{color:var(--soft);font-weight:400}
    .wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.93rem}
    th,td{text-align:left;padding:.35rem .5rem;vertical-align:middle}td{overflow-wrap:anywhere;min-width:5.5rem}th{color:var(--soft);font-weight:600;white-space:nowrap}
    thead{border-bottom:2px solid var(--line)}tbody{border-bottom:1px solid var(--line)}tbody:hover{background:var(--panel)}
    .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.bad .last{color:var(--bad);font-weight:600}
    .bar{width:8rem;min-width:4rem}.bar i{display:block;height:.7rem;border-radius:3px;background:var(--bar)}.bad .bar i{background:var(--bad)}
    .example td{padding:0 .7rem .4rem}summary{cursor:pointer;color:var(--soft);font-size:.9rem}
    pre{white-space:pre-wrap;overflow-wrap:anywhere;background:var(--panel);padding:.7rem;border-radius:4px;margin:.3rem 0;font:13px/1.45 ui-monospace,"DejaVu Sans Mono",monospace}
    @media print{nav{display:none}body{max-width:none;padding:0}tbody{break-inside:avoid}}
    """
}
