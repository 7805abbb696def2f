import { context, createContextKey } from '@opentelemetry/api';
import { observe, startSdk } from '../setup';

startSdk();

const USER = createContextKey('shop.user');

interface PageRequest {
  readonly path: string;
  readonly user?: string;
}

const accessLog: string[] = [];

function log(message: string): void {
  accessLog.push(`${String(context.active().getValue(USER) ?? 'anonymous')} ${message}`);
}

class AccountPages {
  handle(request: PageRequest): void {
    if (request.user === undefined) log(`GET ${request.path}`);
    else this.showAccount(request.path, request.user);
  }

  private showAccount(path: string, user: string): void {
    context.attach(context.active().setValue(USER, user));
    log(`GET ${path}`);
    this.render(path);
  }

  private render(path: string): void {
    log(`rendered ${path}`);
  }
}

const pages = new AccountPages();
const requests: PageRequest[] = [{ path: '/account', user: 'ann' }, { path: '/login' }];
for (const request of requests) pages.handle(request);

observe({ accessLog });
