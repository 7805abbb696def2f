/** Names that OpenTelemetry uses too: nothing here is OpenTelemetry, and nothing here may be reported. */
interface Pipeline {
  attach(step: string): { dispose(): void };
  with(options: object, run: () => void): void;
  active(): object;
}

export async function run(context: Pipeline, entries: Map<string, string>, email: string): Promise<void> {
  context.attach('step');
  const token = context.attach('other');
  await Promise.resolve();
  token.dispose();
  context.with(context.active(), () => undefined);
  entries.set('email', email);
  const baggage = { setEntry: (key: string, entry: { value: string }) => ({ key, entry }) };
  baggage.setEntry('email', { value: email });
}
