/**
 * How much the value flow looks at for one answer. Where a bound is met, the answer is not complete: a rule that needs
 * all ways is silent then. The one table of bounds; no other file of the analysis counts depth.
 */
export const BOUNDS = {
  /** Places that one query visits. Machine-written code may define one variable from many others. */
  nodes: 800,
  /** Places of a query whose answer all ask that share an object. */
  shared: 4000,
  /** Calls that one way may stand in, one inside another. */
  calls: 6,
  /** Of those, calls of one function from different places: it calls itself, or others that call it. */
  recursion: 2,
  /** Steps of an access path: `a.b.c.d.e.f.g.h`. */
  path: 8,
  /** Places that are visited to find the functions that a callee may be, or the calls of a function. */
  callGraph: 120,
  /** Questions that may be open, each asked to answer another: methods that call each other in a row. */
  questions: 120,
  /** Half answers that are found anew, before one is kept: what keeps the work bounded where questions go round. */
  halfAnswers: 60,
} as const;
