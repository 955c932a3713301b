/** How far a replay has come, on one line of a terminal, or a line every few seconds elsewhere. */
export type Progress = Readonly<{ step(rows: number): void; end(): void }>;

export function progressLine(options: { total: number | undefined; done: number }): Progress {
  const started = performance.now();
  const isTerminal = process.stderr.isTTY === true;
  let shown = started;
  let rows = options.done;
  const show = () => {
    const line = lineOf({
      rows,
      total: options.total,
      done: options.done,
      seconds: (performance.now() - started) / 1000,
    });
    process.stderr.write(isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
  };
  return {
    step(now) {
      rows = now;
      if (performance.now() - shown < (isTerminal ? 200 : 5000)) return;
      shown = performance.now();
      show();
    },
    end() {
      show();
      if (isTerminal) process.stderr.write("\n");
    },
  };
}

/** "[#####-----] 1200/2400 行 · 350 行/秒 · 还需 3 秒" */
export function lineOf(state: { rows: number; total: number | undefined; done: number; seconds: number }): string {
  const rate = state.seconds > 0 ? (state.rows - state.done) / state.seconds : 0;
  const speed = `${rate >= 10 ? rate.toFixed(0) : rate.toFixed(1)} 行/秒`;
  if (!state.total) return `${state.rows} 行 · ${speed}`;
  const filled = Math.min(20, Math.floor((state.rows / state.total) * 20));
  const left = rate > 0 ? `还需 ${spanOf((state.total - state.rows) / rate)}` : "";
  return `[${"#".repeat(filled)}${"-".repeat(20 - filled)}] ${state.rows}/${state.total} 行 · ${speed} · ${left}`;
}

function spanOf(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} 秒`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} 分`;
  return `${(seconds / 3600).toFixed(1)} 小时`;
}
