import assert from 'node:assert/strict';
import { consumersOf, originsOf, setUp } from './support';

const nest = `/// <reference path="./included/nest.d.ts" />
import { Ctx, EventPattern, MessagePattern, Payload, RmqContext } from '@nestjs/microservices'; import { Processor, WorkerHost } from '@nestjs/bullmq'; import { Process } from '@nestjs/bull';
declare const Span: any, UseInterceptors: any, Log: any, TraceInterceptor: any;\n`;

for (const typed of [false, true]) {
  const mode = typed ? 'typed' : 'untyped';
  describe(`methods that handle messages, ${mode}`, () => {
    for (const [code, expected] of [
      [`class A { @EventPattern('a') on(data: any) { foreign(data); } }`, ['nest on() false']],
      [
        `class A { @MessagePattern({ cmd: 'a' }) async on() {} @EventPattern('b') off() {} }`,
        ['nest on() false', 'nest off() false'],
      ],
      [`const A = class { @EventPattern('a') on() {} };`, ['nest on() false']],
      [
        `class A { @EventPattern('a') on(data: any) { propagation.extract(context.active(), data.carrier); } }`,
        ['nest on() true'],
      ],
      [`class A { @Span() @EventPattern('a') on() {} }`, ['nest on() undefined']],
      [`class A { @UseInterceptors(Log) @EventPattern('a') on() {} }`, ['nest on() false']],
      [`class A { @UseInterceptors(Log, new TraceInterceptor()) @EventPattern('a') on() {} }`, ['nest on() undefined']],
      [`@UseInterceptors(TraceInterceptor) class A { @EventPattern('a') on() {} }`, ['nest on() undefined']],
      [`class A { @Log('a') on() {} }`, []],
      [`class A { @EventPattern('a') static on() {} }`, []],
      [`class A { @Process('x') print(job: any) { foreign(job); } }`, ['bull print() false']],
      [`class A extends WorkerHost { async process() {} }`, ['bullmq process() false']],
      [`class A extends WorkerHost { process = async () => {}; }`, []],
      [`class A extends WorkerHost { async other() {} }`, []],
      [`abstract class A extends WorkerHost {} class B extends A { async process() {} }`, ['bullmq process() false']],
      [`class WorkerHost2 {} class A extends WorkerHost2 { async process() {} }`, []],
      [`class A extends A { async process() {} }`, []],
    ] as const) {
      it(code, () => assert.deepEqual(consumersOf(nest + code, { typed }), expected));
    }

    it('know which parameter holds the message', () => {
      const code = `${nest}class A {
        @EventPattern('a') a(data: any, ctx: any) { probe(data); probe(ctx); }
        @EventPattern('b') b(@Ctx() ctx: RmqContext, @Payload() data: any) { probe(ctx); probe(data); probe(data.carrier); }
        @EventPattern('c') c(@Ctx() ctx: RmqContext) { probe(ctx); }
      }
      class B extends WorkerHost { async process(job: any) { probe(job); probe(job.data.carrier); } }`;
      assert.deepEqual(originsOf(code, { typed }), [
        ...['message', 'nothing', 'nothing', 'message', 'carrier plain', 'nothing'],
        ...['message', 'carrier plain'],
      ]);
    });

    it('are covered where a decorator sets the telemetry, and perhaps where a package that provides it is there', () => {
      const coveredOf = (decorator: string, packages?: readonly string[]): unknown => {
        const code = `${nest}declare const options: object, name: string;\n${decorator} class A extends WorkerHost { async process() {} }`;
        return setUp(code, { typed, packages }).messaging.consumers[0]?.instrumentation.covered;
      };
      assert.equal(coveredOf(`@Processor('q')`), false);
      assert.equal(coveredOf(`@Processor(name, { concurrency: 2 })`), false);
      assert.equal(coveredOf(`@Processor('q', { telemetry: anything })`), true);
      assert.equal(coveredOf(`@Processor('q', { telemetry: undefined })`), false);
      assert.equal(coveredOf(`@Processor('q', options)`), undefined);
      assert.equal(coveredOf(`@Processor('q')`, ['bullmq-otel']), undefined);
      assert.equal(coveredOf(''), false);
    });

    it('are perhaps covered where the library of any transport is instrumented', () => {
      const code = `${nest}class A { @EventPattern('a') on() {} }`;
      const coveredOf = (options: object): unknown =>
        setUp(code, { typed, ...options }).messaging.consumers[0]?.instrumentation.covered;
      assert.equal(coveredOf({}), false);
      assert.equal(coveredOf({ instrumented: ['amqplib'] }), undefined);
      assert.equal(coveredOf({ hasAgent: true }), undefined);
    });
  });
}
