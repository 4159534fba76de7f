/*
 * Organisations and their ties: <div data-tie-map data-source="id of a JSON script"> with a canvas and a list.
 *
 * The list is the whole content in words and works alone; the drawing leads to it: a click on a node or a tie opens
 * its entry, an opened entry lights up its node. Places come from the server, the same every time.
 */
import { GraphChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([GraphChart, TooltipComponent, SVGRenderer]);

const ROOM_FOR_LABEL = 32;
const EDGE = 90;
const LARGEST_LABELS = 6;

function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    ink: read("--v-chart-ink"),
    quiet: read("--v-chart-quiet"),
    line: read("--v-chart-line"),
    surface: read("--v-chart-surface"),
    // The name itself: «inherit» is no font to measure with.
    font: getComputedStyle(document.body).fontFamily,
    strong: read("--v-primary"),
    family: (number) => read(`--v-chart-${number}`),
  };
}

/** The largest frame of the graph's own shape that leaves room for names at the edges. */
function frame(nodes, width, height) {
  const span = (axis) => Math.max(...nodes.map((node) => node[axis])) - Math.min(...nodes.map((node) => node[axis])) || 1;
  const edge = Math.min(EDGE, width / 7);
  const scale = Math.min((width - 2 * edge) / span("x"), (height - EDGE) / span("y"));
  return { width: Math.max(span("x") * scale, 10), height: Math.max(span("y") * scale, 10) };
}

function options(data, look, { clientWidth: width, clientHeight: height }) {
  const byKey = new Map(data.families.map((family, i) => [family.key, { ...family, i }]));
  const most = Math.max(...data.nodes.map((node) => node.ties), 1);
  const strongest = Math.max(...data.links.map((link) => link.strength), 1);
  const weighty = [...data.nodes].sort((a, b) => b.ties - a.ties).slice(0, Math.max(LARGEST_LABELS, width / ROOM_FOR_LABEL / 3));
  const fits = data.nodes.length * ROOM_FOR_LABEL <= width;
  const named = new Set((fits ? data.nodes : weighty).map((node) => node.id).concat(data.centre ?? []));
  const text = { color: look.ink, fontFamily: look.font };
  return {
    animation: false,
    textStyle: { fontFamily: look.font, color: look.ink },
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: look.surface,
      borderColor: look.line,
      textStyle: text,
      formatter: ({ data: item }) => item.words,
    },
    series: [
      {
        type: "graph",
        layout: "none",
        left: "center",
        top: "middle",
        ...frame(data.nodes, width, height),
        roam: true,
        scaleLimit: { min: 0.2, max: 8 },
        categories: data.families.map((family) => ({
          name: family.label,
          itemStyle: { color: look.family(family.number) },
        })),
        label: { position: "bottom", color: look.ink, fontFamily: look.font, fontSize: 12, lineHeight: 15, width: 150, overflow: "break", textBorderColor: look.surface, textBorderWidth: 3 },
        labelLayout: { hideOverlap: true },
        lineStyle: { color: look.quiet, opacity: 0.4, curveness: 0 },
        emphasis: {
          focus: "adjacency",
          label: { show: true, fontWeight: 600 },
          lineStyle: { opacity: 0.95, color: look.strong },
        },
        blur: { itemStyle: { opacity: 0.25 }, lineStyle: { opacity: 0.08 }, label: { opacity: 0.2 } },
        data: data.nodes.map((node) => ({
          id: String(node.id),
          name: node.label,
          words: `${node.label}\n${node.kind}`,
          category: byKey.get(node.family).i,
          symbol: `path://${node.shape}`,
          symbolSize: 14 + 34 * Math.sqrt(node.ties / most),
          x: node.x,
          y: node.y,
          label: { show: named.has(node.id), fontWeight: node.id === data.centre ? 600 : 400 },
          itemStyle: {
            borderColor: node.id === data.centre ? look.ink : look.surface,
            borderWidth: node.id === data.centre ? 3 : 2,
          },
        })),
        links: data.links.map((link) => ({
          source: String(link.source),
          target: String(link.target),
          words: [link.label, ...link.strands.map((strand) => [strand.label, strand.detail].filter(Boolean).join(": "))].join("\n"),
          lineStyle: { width: 1 + 5 * (link.strength / strongest) },
        })),
      },
    ],
  };
}

/** Draw one map and tie its picture to its list. */
export function drawTies(map) {
  const data = JSON.parse(document.getElementById(map.dataset.source).textContent);
  const canvas = map.querySelector("[data-tie-canvas]");
  const chart = init(canvas, null, { renderer: "svg" });
  const place = new Map(data.nodes.map((node, i) => [String(node.id), i]));
  const rows = new Map([...map.querySelectorAll("[data-tie-node]")].map((row) => [row.dataset.tieNode, row]));
  const draw = () => chart.setOption(options(data, colours(), canvas));
  let zoom = 1;

  const light = (id) => {
    chart.dispatchAction({ type: "downplay", seriesIndex: 0 });
    if (id !== undefined) chart.dispatchAction({ type: "highlight", seriesIndex: 0, dataIndex: place.get(id) });
  };
  function open(id, other) {
    const row = rows.get(id);
    for (const [key, one] of rows) one.querySelector("details").open = key === id;
    row.hidden = false;
    const item = other && row.querySelector(`[data-tie-other="${other}"]`);
    for (const marked of map.querySelectorAll(".tie-item.is-here")) marked.classList.remove("is-here");
    item?.classList.add("is-here");
    // Only the list scrolls, not the page under the picture.
    const list = row.parentElement;
    list.scrollTop = (item ?? row).getBoundingClientRect().top - list.getBoundingClientRect().top + list.scrollTop - 8;
  }

  draw();
  chart.on("click", ({ dataType, data: item }) => {
    if (dataType === "edge") open(item.source, item.target);
    else if (dataType === "node") open(item.id);
  });
  map.addEventListener("toggle", (event) => {
    const row = event.target.closest("[data-tie-node]");
    if (!row) return;
    if (event.target.open) light(row.dataset.tieNode);
    else if (!map.querySelector("[data-tie-node] details[open]")) light();
  }, true);

  const find = map.querySelector("[data-tie-find]");
  find.addEventListener("input", () => {
    const words = find.value.toLowerCase().replaceAll("ё", "е").split(/\s+/).filter(Boolean);
    const fits = (row) => words.every((word) => row.dataset.name.replaceAll("ё", "е").includes(word));
    const shown = [...rows.values()].filter((row) => !(row.hidden = !fits(row)));
    map.querySelector("[data-tie-none]").hidden = shown.length > 0;
    light(words.length && shown.length ? shown[0].dataset.tieNode : undefined);
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const first = [...rows.values()].find((row) => !row.hidden);
    if (first) open(first.dataset.tieNode);
  });

  map.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tie-zoom], [data-tie-reset]");
    if (!button) return;
    zoom = button.dataset.tieZoom ? Math.min(8, Math.max(0.2, zoom * Number(button.dataset.tieZoom))) : 1;
    const center = button.dataset.tieZoom ? {} : { center: null };
    chart.setOption({ series: [{ zoom, ...center }] });
  });
  new ResizeObserver(() => {
    chart.resize();
    draw();
  }).observe(canvas);
  new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}
