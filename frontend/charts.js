/*
 * Charts and graphs: <div data-chart="bar|line|graph" data-source="id of a JSON script" or data-url="…">.
 *
 * bar, line: {"categories": [...], "series": [{"name": …, "values": [...]}], "unit": …, "horizontal": bool, "stacked": bool}
 * graph:     {"nodes": [{"id", "label", "group", "weight", "url"}], "links": [{"source", "target", "label", "weight"}], "groups": [...]}
 *
 * A value may be null: the chart leaves a gap. Colours are read from the page's theme.
 */
import { BarChart, GraphChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

import { places } from "./components/layout.js";

use([BarChart, LineChart, GraphChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const SERIES = 8;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

function palette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  return {
    font: getComputedStyle(document.body).fontFamily,
    ink: read("--v-chart-ink"),
    quiet: read("--v-chart-quiet"),
    line: read("--v-chart-line"),
    surface: read("--v-chart-surface"),
    series: Array.from({ length: SERIES }, (_, i) => read(`--v-chart-${i + 1}`)),
  };
}

async function dataOf(element) {
  if (element.dataset.source) return JSON.parse(document.getElementById(element.dataset.source).textContent);
  const answer = await fetch(element.dataset.url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${element.dataset.url}: ${answer.status}`);
  return answer.json();
}

function base(colours) {
  return {
    color: colours.series,
    animation: !still(),
    animationDuration: 350,
    textStyle: { fontFamily: colours.font, color: colours.ink },
    legend: { bottom: 0, icon: "roundRect", itemWidth: 10, itemHeight: 10, textStyle: { color: colours.ink } },
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.ink },
    },
  };
}

function axes(kind, data, colours, number) {
  const names = {
    type: "category",
    data: data.categories,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.quiet, hideOverlap: true, ...(data.horizontal && { width: 150, overflow: "break" }) },
    inverse: Boolean(data.horizontal),
  };
  const amounts = {
    type: "value",
    splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.quiet, formatter: (value) => number.format(value) },
  };
  const options = base(colours);
  return {
    ...options,
    legend: { ...options.legend, show: data.series.length > 1 },
    grid: { left: 8, right: 16, top: 16, bottom: data.series.length > 1 ? 36 : 8, containLabel: true },
    tooltip: {
      ...options.tooltip,
      trigger: "axis",
      axisPointer: { type: kind === "bar" ? "shadow" : "line" },
      valueFormatter: (value) => (value == null ? "–" : `${number.format(value)}${data.unit ? ` ${data.unit}` : ""}`),
    },
    xAxis: data.horizontal ? amounts : names,
    yAxis: data.horizontal ? names : amounts,
    series: data.series.map((one) => ({
      name: one.name,
      type: kind,
      data: one.values,
      stack: data.stacked ? "all" : undefined,
      barMaxWidth: 28,
      itemStyle: kind === "bar" && !data.stacked ? { borderRadius: data.horizontal ? [0, 4, 4, 0] : [4, 4, 0, 0] } : undefined,
      lineStyle: { width: 2.5 },
      symbolSize: 7,
    })),
  };
}

function graph(data, colours, element) {
  const groups = data.groups ?? [...new Set(data.nodes.map((node) => node.group ?? ""))];
  const weights = data.nodes.map((node) => node.weight ?? 1);
  const most = Math.max(...weights, 1);
  const order = new Map(data.nodes.map((node, i) => [String(node.id), i]));
  const links = data.links.map((link) => [order.get(String(link.source)), order.get(String(link.target))]);
  const spots = places(data.nodes.length, links, element.clientWidth, element.clientHeight);
  const options = base(colours);
  return {
    ...options,
    legend: { ...options.legend, show: groups.length > 1, data: groups },
    series: [
      {
        type: "graph",
        layout: "none",
        // The wheel scrolls the page; the graph is moved by dragging.
        roam: "move",
        preserveAspect: true,
        left: 60,
        right: 60,
        top: 24,
        bottom: 64,
        draggable: true,
        categories: groups.map((name) => ({ name })),
        label: { show: true, position: "bottom", color: colours.ink, fontSize: 12, width: 150, overflow: "truncate" },
        labelLayout: { hideOverlap: true },
        lineStyle: { color: colours.quiet, opacity: 0.45, curveness: 0.08 },
        emphasis: { focus: "adjacency", lineStyle: { opacity: 0.9 } },
        data: data.nodes.map((node, i) => ({
          id: String(node.id),
          x: spots[i][0],
          y: spots[i][1],
          name: node.label,
          value: node.weight,
          url: node.url,
          category: groups.indexOf(node.group ?? ""),
          symbolSize: 12 + 28 * Math.sqrt(weights[i] / most),
          itemStyle: { borderColor: colours.surface, borderWidth: 2 },
          cursor: node.url ? "pointer" : "default",
        })),
        links: data.links.map((link) => ({
          source: String(link.source),
          target: String(link.target),
          value: link.label,
          lineStyle: { width: Math.min(6, 1 + (link.weight ?? 1) * 0.5) },
        })),
      },
    ],
  };
}

/** Draw into one element, and again when the theme or the width changes. */
export async function drawChart(element) {
  let data;
  try {
    data = await dataOf(element);
  } catch (error) {
    element.classList.add("is-failed");
    throw error;
  }
  const kind = element.dataset.chart;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const options = () => (kind === "graph" ? graph(data, palette(), element) : axes(kind, data, palette(), number));
  const chart = init(element, null, { renderer: "svg" });
  chart.setOption(options());
  chart.on("click", (event) => event.data?.url && location.assign(event.data.url));
  const again = () => {
    chart.resize();
    chart.setOption(options());
  };
  let width = element.clientWidth;
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    again();
  }).observe(element);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  element.classList.add("is-drawn");
}
