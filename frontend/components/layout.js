/*
 * Places for the nodes of a graph: springs along the links, repulsion between
 * all nodes (Fruchterman & Reingold, Software: Practice and Experience 21, 1991).
 * The same data always give the same picture, and nothing moves afterwards.
 * Time O(rounds · n²); 200 nodes take about 50 ms.
 */

const ROUNDS = 250;

/** Answer [[x, y], …] in a box of `width` × `height`; `links` are pairs of places in the list of nodes. */
export function places(count, links, width, height) {
  const room = Math.sqrt((width * height) / Math.max(count, 1));
  const points = Array.from({ length: count }, (_, i) => {
    // A sunflower's spiral: no two nodes start at one point, and no chance is involved.
    const angle = i * 2.399963;
    const reach = Math.sqrt((i + 0.5) / count) / 2;
    return [width * (0.5 + reach * Math.cos(angle)), height * (0.5 + reach * Math.sin(angle))];
  });
  for (let round = 0; round < ROUNDS; round += 1) {
    const moves = points.map(([x, y]) => [(width / 2 - x) * 0.06, (height / 2 - y) * 0.06]);
    const push = (a, b, strength) => {
      const dx = points[a][0] - points[b][0];
      const dy = points[a][1] - points[b][1];
      const distance = Math.max(Math.hypot(dx, dy), 0.01);
      const force = strength(distance) / distance;
      moves[a][0] += dx * force;
      moves[a][1] += dy * force;
      moves[b][0] -= dx * force;
      moves[b][1] -= dy * force;
    };
    for (let a = 0; a < count; a += 1) {
      for (let b = a + 1; b < count; b += 1) push(a, b, (distance) => (room * room) / distance);
    }
    for (const [a, b] of links) if (a !== b) push(a, b, (distance) => -(distance * distance) / room);
    const most = (Math.min(width, height) / 8) * (1 - round / ROUNDS);
    points.forEach((point, i) => {
      const length = Math.max(Math.hypot(...moves[i]), 0.01);
      point[0] += (moves[i][0] / length) * Math.min(length, most);
      point[1] += (moves[i][1] / length) * Math.min(length, most);
    });
  }
  return points;
}
