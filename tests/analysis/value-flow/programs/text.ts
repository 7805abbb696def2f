import { programsOf } from '../flow-program';

/** Values that become part of a text. */
export const text = programsOf('text', {
  'a template': `
    sinkText(\`x \${source('a')} \${source('b')}\`);
  `,
  'a template is not the value in it': `
    sink(\`\${source('a')}\`);
  `,
  'a sum of texts': `
    sinkText('x ' + source('a') + ' y');
    sink('x ' + source('b'));
  `,
  'a text that grows': `
    let text = '';
    for (const x of [source('a'), source('b')]) text += \`\${x};\`;
    sinkText(text);
  `,
  'a template in a template': `
    const inner = \`[\${source('a')}]\`;
    sinkText(\`x \${flag() ? \`\${inner}!\` : ''}\`);
  `,
  'a condition in a template is not in the text': `
    const x = source('a');
    sinkText(\`x \${x ? 'yes' : 'no'} \${x === x} \${typeof x}\`);
  `,
  'a text of a function': `
    const line = (x, y) => \`\${x}: \${source('c')}\`;
    sinkText(line(source('a'), source('b')));
  `,
  'a value that is a text already': `
    const x = sourceText('a');
    sinkText(x);
    sink(x);
  `,
  'String() and toString()': `
    sinkText(String(source('a')));
    sinkText(source('b').toString());
  `,
  'join and concat': `
    sinkText([source('a'), 'x'].join(', '));
    sinkText('x'.concat(source('b')));
    sinkText(['x', 'y'].join(sourceText('c')));
  `,
  'methods of a text': `
    const x = sourceText('a');
    sinkText(x.trim().toUpperCase().padStart(20).slice(0));
    sinkText(x.split('-')[0]);
    sinkText('x'.replace('x', sourceText('b')));
    sinkText('x'.replace('x', () => sourceText('c')));
  `,
  'what is asked of a text': `
    const x = sourceText('a');
    sinkText(String(x.length));
    sinkText(String(x.includes('x')));
    sinkText(String(x.indexOf('x')));
    sinkText(String(/x/.test(x)));
  `,
  'JSON of an object': `
    const o = { in: [{ x: source('a') }] };
    sinkText(JSON.stringify(o));
  `,
  'JSON of something else': `
    const o = { x: source('a'), y: { z: 1 } };
    sinkText(JSON.stringify(o.y));
    sinkText(JSON.stringify(Object.keys(o)));
  `,
  'an object that goes through JSON': `
    const copy = JSON.parse(JSON.stringify({ x: source('a'), y: 1 }));
    sinkText(copy.x);
    sink(copy.x);
  `,
  'encoded text': `
    sinkText(encodeURIComponent(sourceText('a')));
    sinkText(decodeURIComponent(encodeURI(sourceText('b'))));
  `,
  'a raw template': `
    sinkText(String.raw\`x\${source('a')}\`);
  `,
  'a text in a URL': `
    const url = new URL(\`http://host/\${source('a')}\`);
    url.searchParams.set('x', source('b'));
    sinkText(url.href);
    sinkText(url.toString());
  `,
  'the message of an error': `
    const error = new Error(\`no \${source('a')}\`);
    sinkText(error.message);
    sinkText(error.name);
  `,
  'the message of a caught error': `
    try {
      throw new Error('no ' + source('a'));
    } catch (error) {
      sinkText(error.message);
    }
  `,
  'a text in a property': `
    const o = { text: \`\${source('a')}\`, other: \`\${source('b')}\` };
    sinkText(o.text);
  `,
  'a text out of a buffer': `
    sinkText(Buffer.from(sourceText('a')).toString());
    sinkText(Buffer.from(sourceText('b')).toString('utf8'));
  `,
  'a number out of a text': `
    const x = sourceText('a');
    sink(Number(x));
    sink(parseInt(x, 10));
    sink(Boolean(x));
  `,
  'a text of numbers only': `
    const list = [source('a')];
    sinkText(\`\${list.length} of \${list.indexOf(null)}\`);
  `,
  'a text that is overwritten': `
    let text = \`\${source('a')}\`;
    text = \`\${source('b')}\`;
    sinkText(text);
  `,
  'the path of a list of texts': `
    const path = ['users', sourceText('a')];
    path.push(sourceText('b'));
    sinkText('/' + path.map((part) => encodeURIComponent(part)).join('/'));
  `,
});
