// The shapes that the page's scripts share. They are read by the type check alone (make lint).

type Place = number[]; // one or two coordinates, in a panel's units
type Count = "step" | "epoch" | "samples_seen" | "seconds";

// Facts that Python owns; player.py writes them in front of the scripts.
declare const FACTS: {
  off: number;
  largest_weight: number;
  ticks_from: number;
  short_below: number;
  ticks_below: number;
  run_seconds: number;
  tint: number;
  dashes: number[][];
  ghost_dash: number[];
  loss_growth: number;
  kept: number;
  clear: number;
  axis_room: number;
  arrow_angles: number;
  arrow_lengths: number;
  arrow_range: [number, number];
};

// Sentences of host.js, which saving.py writes in front of it.
declare const hostWords: { damaged: string; lacks: string };

// What anywidget hands over, or host.js in a page without Jupyter.
interface Model {
  get(name: string): any;
  set(name: string, value: any): void;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
  save_changes(): void;
  widget_manager?: any;
}

// How the runs lie in the bytes that travel (pack.py).
interface Packing {
  version: number;
  n_params: number;
  start: number[];
  n_records: number[];
  blocks?: number[];
  range: [number, number][];
  loss_range: [number, number];
  loss_is_log: boolean;
  diverged_above: number | number[]; // of every run, or of each
  batches: ["none" | "all" | "bits" | "list", number, number, number][];
  n_shown: number;
  fit?: FitTable;
  has_arrows?: boolean;
  has_step?: boolean; // beside the arrow of all data
  rate?: number; // of the steps of the cloud
  gradient?: number[];
  fan_steps?: number[][];
  n_seeds?: number;
  fan_range?: [number, number];
  fan_is_log?: boolean;
  schedules?: number[][];
  n_per_size?: number;
  scales?: number[];
  first?: FirstLayout;
}

// What the page has of the first updates (first_updates.py).
interface FirstLayout {
  n: number[]; // of each batch size: how many updates
  few: number; // rows of a batch that are shown
  is_plain: boolean; // θ − η · mean of the gradients
  is_ordered: boolean; // an epoch reads each row once
  rows_per_epoch: number[];
  n_table: number;
  rule: { kind: "line" | "logistic"; factor: number } | null;
  names: (string | null)[]; // of the columns of X
}

interface Sample {
  row: number;
  x: number[];
  y: number;
  prediction: number | null;
  residual: number | null;
  gradient: number[] | null;
}

// One update in numbers.
interface Inspected {
  update: number;
  samples: Sample[];
  n_rows: number;
  mean: number[];
  before: number[];
  after: number[];
  unseen: number | null;
}

// How the model's output is drawn: of a table, at n places along each side of the window.
interface FitTable {
  kind: "line" | "logistic" | "table";
  n: number;
  window: [number, number][];
  x: number[];
}

// One run: what is known of each of its n records. Past `last` it has diverged.
interface Run extends Record<Count, Float32Array> {
  i: number;
  j: number;
  racer: number;
  n: number;
  first: number;
  runs: Runs;
  at: Float64Array[];
  loss: Float64Array;
  diverged: number | null;
  last: number;
  toward: Float64Array; // the angle of a place too far away to be packed
  batchLosses?: Float64Array;
}

// The times of all cells of a map, how deep their colors are, and those colors in one theme.
interface TimeMap {
  key: string; // of the target and of what is counted
  cells: number[][];
  shares: number[][];
  text: string;
  fills: string[][];
  colors: Colors | null;
}

interface Runs {
  firstUpdates?: FirstUpdates;
  map?: TimeMap;
}

// An angle and a length, where both sides of the panel are as long as 1.
interface Move {
  angle: number;
  length: number;
}

interface Looks {
  color: string;
  edge?: string | null;
  width?: number;
  radius?: number;
  dash?: number[];
  alpha?: number;
  halo?: boolean;
  end?: Place | null;
}

// A run as it is shown at one moment: at record m, and a share of the way to the next.
interface Runner {
  run: Run;
  m: number;
  glide: number;
  color: string;
  dash?: number[];
}

// Everything that painters and words have to know about one moment.
interface Scene {
  model: Model;
  runs: Runs;
  run: Run;
  m: number;
  glide: number;
  ghost: Run | null;
  count: Count;
  end: number;
  showsFuture: boolean;
  wanted: Place | null;
  isFitted: boolean; // whether the whole run is in view
  chosen: number | null; // of the points that can be dragged
  runners: Runner[];
  fan: Place[][];
  label: string;
  target: number | null;
  hasBatchLoss: boolean;
  points: (k: number) => Place;
  fit: (place: Place) => Place[];
}

// A part of a view below its controls.
interface Fold {
  node: HTMLElement;
  show: (scene: Scene) => void;
}

type Painter = (pen: Pen, scene: Scene) => void;

// What an interactive has of its own.
interface Kind {
  painters: Record<string, Painter>;
  start?: string; // the panel that asks for another start
  // What a click on a panel sets.
  choose?: Record<string, (model: Model, place: Place) => Record<string, number>>;
  state: (scene: Scene) => string;
  key?: (scene: Scene) => string[];
  limit?: (scene: Scene) => number; // of η, where it depends on what is chosen
  runs?: (model: Model) => any; // instead of those that Python sent
  inputs?: string[]; // the traits that these runs depend on
  prepare?: Record<string, (view: View, tile: Tile) => void>; // a panel that is more than a picture
  follow?: (view: View, index: string, chosen: number) => Record<string, any>; // sets more
  own?: (view: View) => any; // controls
}

interface PanelSpec {
  name: string;
  title: string;
  labels: [string, string];
  left: number;
  top: number;
  width: number;
  height: number;
  tile: [number, number, number, number]; // left, width, top, height
  xlim: [number, number];
  ylim: [number, number];
  xscale: "linear" | "log";
  yscale: "linear" | "log";
}

interface Limits {
  xlim: [number, number];
  ylim: [number, number];
}

interface Panel extends PanelSpec {
  still: Limits;
  stageWidth: number;
  scale: number;
  rect: { x: number; y: number; width: number; height: number };
  tileSize: [number, number];
}

interface Tile {
  node: HTMLElement;
  image: HTMLImageElement;
  canvas: HTMLCanvasElement;
  panel: Panel;
}

// One path of a mark in the legend.
interface Stroke {
  d: string;
  stroke?: string | null;
  fill?: string | null;
  width?: number;
  dash?: number[];
  opacity?: number;
}

type Colors = Record<
  | "figure"
  | "panel"
  | "text"
  | "grid"
  | "path"
  | "batch"
  | "data"
  | "limit"
  | "ghost"
  | "minimum"
  | "edge",
  string
> & {
  series: string[];
  surface: string[];
  classes: string[];
  tints: number[][];
  ramp: string[];
};

type Words = Record<string, string> & {
  counts: Record<Count, string>;
  times: Record<Count, string>;
  ranges: Record<Count, string>;
  code: string[];
  columns: Record<"row" | "target" | "prediction" | "residual" | "gradient", string>;
};

// website/static/players.js
declare const gdviz: { widgets: Record<string, any>; states: Record<string, string> };
interface Window {
  gdviz: typeof gdviz;
}
