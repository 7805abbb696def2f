export function setImmediateLater(run) {
  setImmediate(() => run());
}
