// The stock on a map (Leaflet, which stands in window.L): points, clusters, town names, and areas to search in.
// The list beside it says the same, so nothing here is the only way to anything.
import { on } from "./dom.js";

const L = window.L;
const PILLS = 60; // up to so many points each shows its price; more become dots
const MAX_CORNERS = 50;
const SPAIN = [40.2, -3.7];

const numbers = (text) => text.split(",").map(Number);
const goTo = (query) => location.assign(`${location.pathname}?${query}`);

function label(text, className) {
  const span = document.createElement("span");
  span.textContent = text;
  return L.divIcon({ html: span, className, iconSize: null });
}

function described(points, words) {
  const list = document.createElement("ul");
  if (points.length > 1) {
    const head = document.createElement("li");
    head.textContent = words.several.replace("{count}", String(points.length));
    list.append(head);
  }
  for (const point of points.slice(0, 30)) {
    const item = document.createElement("li");
    const price = document.createElement("b");
    price.textContent = point.price;
    const link = document.createElement("a");
    link.href = point.url;
    link.textContent = point.title;
    const line = document.createElement("p");
    line.className = "muted";
    line.textContent = [point.reference, point.kind, point.status_text].join(" · ");
    item.append(price, document.createElement("br"), link, line);
    list.append(item);
  }
  return list;
}

class StockMap {
  constructor(canvas) {
    this.words = canvas.dataset;
    this.box = canvas.closest(".stock-map");
    this.query = new URLSearchParams(this.words.query);
    this.map = L.map(canvas, { zoomControl: false, keyboard: true, attributionControl: Boolean(this.words.tiles), maxZoom: 19, zoomSnap: 0.5 });
    this.map.setView(SPAIN, 5);
    L.control.zoom({ zoomInTitle: this.words.zoomIn, zoomOutTitle: this.words.zoomOut }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.ground();
    this.map.createPane("towns").classList.add("stock-map__towns"); // under the points
    this.towns = L.layerGroup().addTo(this.map);
    this.places = L.layerGroup().addTo(this.map);
    this.drawing = L.layerGroup().addTo(this.map);
    this.markers = new Map(); // operation → its marker
    this.corners = null;
    this.showArea();
    this.map.on("click", (event) => this.addCorner(event.latlng));
    canvas.addEventListener("keydown", (event) => this.key(event));
    this.map.on("moveend", () => this.moved());
    this.map.on("zoomend", () => this.ready && this.nameTowns(this.townList));
    this.fill();
  }

  ground() {
    if (this.words.tiles) {
      this.map.attributionControl.setPrefix(false);
      L.tileLayer(this.words.tiles, { attribution: this.words.attribution, maxZoom: 19 }).addTo(this.map);
      return;
    }
    const Squares = L.GridLayer.extend({
      createTile() {
        const tile = document.createElement("div");
        tile.className = "stock-map__cell";
        return tile;
      },
    });
    new Squares({ tileSize: 128 }).addTo(this.map);
  }

  /** The area that the list is filtered by, as a line; its bounds are what the map opens at. */
  showArea() {
    const style = { className: "map-line", weight: 2, fillOpacity: 0.08, interactive: false };
    let shape = null;
    if (this.query.get("area")) shape = L.polygon(this.query.get("area").split(";").map(numbers), style);
    else if (this.words.circle) {
      const [latitude, longitude, km] = numbers(this.words.circle);
      shape = L.circle([latitude, longitude], { ...style, radius: km * 1000 });
    } else if (this.query.get("bbox")) {
      const [south, west, north, east] = numbers(this.query.get("bbox"));
      shape = L.rectangle([[south, west], [north, east]], style);
    }
    try {
      shape?.addTo(this.map);
      this.area = shape?.getBounds();
    } catch {
      this.area = null; // a value that the server has refused already, with words
    }
  }

  async load(shown) {
    this.request?.abort();
    this.request = new AbortController();
    const query = new URLSearchParams(this.query);
    if (shown) query.set("shown", shown);
    const response = await fetch(`${this.words.points}?${query}`, {
      signal: this.request.signal,
      headers: { Accept: "application/json" },
    });
    if (!response.ok) throw new Error(String(response.status));
    return response.json();
  }

  async fill() {
    try {
      const found = await this.load("");
      this.all = found;
      this.grouped = found.clusters.length > 0;
      this.tell(found);
      this.townList = found.towns;
      const ends = [...found.points, ...found.clusters, ...found.towns].map((one) => [one.latitude, one.longitude]);
      if (this.area?.isValid()) this.map.fitBounds(this.area, { animate: false });
      else if (ends.length) this.map.fitBounds(L.latLngBounds(ends).pad(0.05), { animate: false, maxZoom: 15 });
      this.nameTowns(this.townList);
      this.draw(found);
      this.ready = true;
    } catch (error) {
      this.failed(error);
    }
  }

  moved() {
    if (!this.ready) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      if (!this.grouped) {
        this.draw(this.found);
        return;
      }
      try {
        this.draw(await this.load(this.shownBox()));
      } catch (error) {
        this.failed(error);
      }
    }, 200);
  }

  failed(error) {
    if (error.name !== "AbortError") this.status(this.words.failed);
  }

  status(text) {
    this.box.querySelector("[data-map-status]").textContent = text;
  }

  tell(found) {
    const words = this.box.querySelector("[data-map-status]").dataset;
    const shown = new Intl.NumberFormat(this.words.language).format(found.total - found.unplaced);
    const parts = [words.all.replace("{count}", shown)];
    if (found.unplaced === 1) parts.push(words.unplacedOne);
    if (found.unplaced > 1) parts.push(words.unplacedMany.replace("{count}", String(found.unplaced)));
    this.status(parts.join(" · "));
  }

  shownBox() {
    const bounds = this.map.getBounds();
    const clamp = (value, end) => Math.max(-end, Math.min(end, value)).toFixed(6);
    return [
      clamp(bounds.getSouth(), 90), clamp(bounds.getWest(), 180), clamp(bounds.getNorth(), 90), clamp(bounds.getEast(), 180),
    ].join(",");
  }

  /** The bigger towns first; a name that would lie on another waits until there is room. */
  nameTowns(towns) {
    if (this.words.tiles) return;
    this.towns.clearLayers();
    const taken = [];
    for (const town of towns) {
      const { x, y } = this.map.latLngToLayerPoint([town.latitude, town.longitude]);
      const half = town.name.length * 4 + 6;
      const box = [x - half, y + 4, x + half, y + 28];
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
      taken.push(box);
      const icon = label(town.name, "map-town");
      L.marker([town.latitude, town.longitude], { icon, pane: "towns", interactive: false, keyboard: false }).addTo(this.towns);
    }
  }

  draw(found) {
    this.found = found;
    this.places.clearLayers();
    this.markers.clear();
    for (const cluster of found.clusters) {
      const text = new Intl.NumberFormat(this.words.language).format(cluster.number);
      const marker = L.marker([cluster.latitude, cluster.longitude], { icon: label(text, "map-cluster"), title: text, alt: text });
      const [south, west, north, east] = cluster.box;
      marker.on("click", () => {
        if (!this.corners) this.map.fitBounds([[south, west], [north, east]], { maxZoom: 17 });
      });
      marker.addTo(this.places);
    }
    const places = new Map();
    const bounds = this.map.getBounds().pad(0.3);
    for (const point of found.points) {
      if (!bounds.contains([point.latitude, point.longitude])) continue;
      const key = `${point.latitude},${point.longitude}`;
      places.set(key, [...(places.get(key) || []), point]);
    }
    const withPrices = places.size <= PILLS;
    for (const points of places.values()) this.drawPlace(points, withPrices);
  }

  drawPlace(points, withPrice) {
    const [first] = points;
    const where = [first.latitude, first.longitude];
    const text = points.length > 1 ? this.words.several.replace("{count}", String(points.length)) : first.price;
    const said = points.length > 1 ? text : `${first.reference}, ${first.title}, ${first.price}`;
    const marker = withPrice
      ? L.marker(where, { icon: label(text, `map-pin map-pin--${first.status}`), title: said, alt: said, riseOnHover: true })
      : L.circleMarker(where, { className: "map-dot", radius: points.length > 1 ? 9 : 7, weight: 2, fillOpacity: 1 });
    marker.bindPopup(() => described(points, this.words), { closeButton: true, autoPanPadding: [30, 30] });
    if (this.corners) marker.off("click");
    marker.addTo(this.places);
    for (const point of points) this.markers.set(point.id, marker);
  }

  // ---- drawing

  key(event) {
    if (!this.corners) return;
    if (event.key === "Enter" && event.target === this.map.getContainer()) this.addCorner(this.map.getCenter());
    else if (event.key === "Backspace") {
      this.corners.pop();
      this.showCorners();
    } else if (event.key === "Escape") this.stopDrawing();
    else return;
    event.preventDefault();
  }

  startDrawing() {
    this.corners = [];
    this.box.classList.add("is-drawing");
    this.map.doubleClickZoom.disable();
    this.map.closePopup();
    this.draw(this.found || { points: [], clusters: [] });
    this.showCorners();
    this.map.getContainer().focus();
  }

  stopDrawing() {
    this.corners = null;
    this.box.classList.remove("is-drawing");
    this.map.doubleClickZoom.enable();
    this.drawing.clearLayers();
    this.buttons(false);
    this.draw(this.found || { points: [], clusters: [] });
    if (this.all) this.tell(this.all);
  }

  addCorner(place) {
    if (!this.corners || this.corners.length >= MAX_CORNERS) return;
    this.corners.push([place.lat, place.lng]);
    this.showCorners();
  }

  showCorners() {
    this.drawing.clearLayers();
    const style = { className: "map-line", weight: 2, fillOpacity: 0.12, interactive: false };
    if (this.corners.length > 1) L.polygon(this.corners, style).addTo(this.drawing);
    for (const corner of this.corners) {
      L.circleMarker(corner, { className: "map-dot", radius: 5, weight: 2, fillOpacity: 1, interactive: false }).addTo(this.drawing);
    }
    this.buttons(true);
    this.status(this.words.corners.replace("{count}", String(this.corners.length)));
  }

  buttons(isDrawing) {
    const tools = this.box.querySelector(".stock-map__tools");
    tools.querySelector("[data-map-draw]").setAttribute("aria-pressed", String(isDrawing));
    tools.querySelector("[data-map-here]").hidden = isDrawing;
    tools.querySelector("[data-map-cancel]").hidden = !isDrawing;
    tools.querySelector("[data-map-done]").hidden = !isDrawing || this.corners.length < 3;
  }

  search(name, value) {
    const query = new URLSearchParams(location.search);
    for (const other of ["bbox", "area", "near", "km", "cursor"]) query.delete(other);
    query.set(name, value);
    goTo(query);
  }

  searchDrawn() {
    this.search("area", this.corners.map(([latitude, longitude]) => `${latitude.toFixed(6)},${longitude.toFixed(6)}`).join(";"));
  }

  light(id, isOn) {
    const marker = this.markers.get(id);
    const element = marker?.getElement?.();
    element?.classList.toggle("is-shown", isOn);
    if (isOn) marker?.bringToFront?.();
  }
}

const maps = new WeakMap();
const mapOf = (element) => maps.get(element.closest(".stock-map")?.querySelector("[data-stock-map]"));

function start() {
  for (const canvas of document.querySelectorAll("[data-stock-map]")) {
    if (!maps.has(canvas)) maps.set(canvas, new StockMap(canvas));
  }
}

on("click", "[data-map-here]", (_event, button) => {
  const map = mapOf(button);
  map?.search("bbox", map.shownBox());
});
on("click", "[data-map-draw]", (_event, button) => {
  const map = mapOf(button);
  if (map?.corners) map.stopDrawing();
  else map?.startDrawing();
});
on("click", "[data-map-done]", (_event, button) => mapOf(button)?.searchDrawn());
on("click", "[data-map-cancel]", (_event, button) => mapOf(button)?.stopDrawing());
for (const [type, isOn] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  on(type, "[data-map-row]", (_event, row) => mapOf(row)?.light(Number(row.dataset.mapRow), isOn));
}
document.addEventListener("htmx:afterSettle", start);
start();
