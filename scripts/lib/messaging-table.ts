/** The table of messaging libraries in the documentation, made from the model. */
import {
  type ConsumeModel,
  MESSAGING_CLIENTS,
  type MessagingClient,
  type SendModel,
} from '../../src/model/messaging-clients';

const BEGIN = '<!-- begin generated table of libraries -->';
const END = '<!-- end generated table of libraries -->';

/** A text with its generated table as the model says it should be. Throws when the markers are missing. */
export function withMessagingTable(text: string): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the markers '${BEGIN}' and '${END}' are missing`);
  const rows = MESSAGING_CLIENTS.map(rowOf);
  const table = [
    '| Library | Sends | The carrier rides in | Hands over | The carrier is in | Instrumentation |',
    '|---|---|---|---|---|---|',
    ...rows,
  ];
  return [before, BEGIN, '\n\n', table.join('\n'), '\n\n', END, after].join('');
}

function rowOf(client: MessagingClient): string {
  const gaps = [...new Set([...client.sends, ...client.consumes].flatMap(({ gap }) => gap ?? []))];
  const option = client.telemetry
    ? `the option \`${client.telemetry.option}\` of ${names(client.telemetry.constructors.map(({ name }) => name))}`
    : undefined;
  const transports = client.transports && `that of its transport: ${names(client.transports)}`;
  const library = client.library && `\`${client.library}\``;
  const instrumentation = [library, transports, option].filter(Boolean).join(' or ') || 'none';
  const cells = [
    `${client.label} (\`${client.id}\`)`,
    lines(client.sends.map(nameOfSend)),
    lines(client.sends.flatMap(placesOfCarrier)),
    lines(client.consumes.map(({ label }) => label)),
    lines(client.consumes.flatMap(placesOfReceived)),
    [instrumentation, ...gaps.map((gap) => `but: ${gap}`)].join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
const names = (texts: readonly string[]): string =>
  unique(texts)
    .map((text) => `\`${text}\``)
    .join(', ');
const lines = (texts: readonly string[]): string =>
  texts.length === 0 ? '' : unique(texts.map((text) => `\`${text.replaceAll('|', '\\|')}\``)).join('<br>');

function nameOfSend({ commands, methods }: SendModel): string {
  if (commands && commands.length > 0) return unique(commands.map(({ name }) => name)).join(', ');
  return methods === '*' ? 'any remote method' : `${methods.join('(), ')}()`;
}

function placesOfCarrier({ carrier }: SendModel): readonly string[] {
  switch (carrier.in) {
    case 'message':
      return [`message.${carrier.property}`];
    case 'argument': {
      const argument = `argument ${carrier.argument + 1}`;
      return [carrier.property === undefined ? argument : `${argument}, ${carrier.property}`];
    }
    case 'typed-argument':
      return [`argument of type ${carrier.type.name}`];
    case 'payload':
      return ['a property of the payload'];
    case 'record':
      return carrier.builders.map(({ type, method }) => `${type.name}.${method}()`);
  }
}

function placesOfReceived({ carrier, handover }: ConsumeModel): readonly string[] {
  const contexts = handover.by === 'decorator' ? handover.contexts : undefined;
  if (contexts) return contexts.map(({ type, access, shape }) => `${type.name}: ${access} (${shape})`);
  const place = carrier.path === '' ? 'message' : `message.${carrier.path}`;
  return [carrier.isPayload ? `a property of ${place}` : `${place} (${carrier.shape})`];
}
