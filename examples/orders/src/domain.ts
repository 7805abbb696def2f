export interface Customer {
  readonly email: string;
  readonly tenant: string;
}

/** What the web shop sends along with an order: who is logged in, and where. */
export interface Session {
  readonly customer: Customer;
  readonly accessToken: string;
  readonly channel: string;
}

export interface Order {
  readonly id: string;
  readonly items: readonly OrderItem[];
  readonly express?: boolean;
  readonly campaign?: string;
  /** A gift costs nothing, so there is nothing to audit. */
  readonly gift?: boolean;
}

export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
}

export interface PlacedOrder {
  readonly id: string;
  readonly total: number;
  readonly parcel: string;
}

/** An order that came in while the shop was closed, with the headers it came with. */
export interface StoredOrder {
  readonly order: Order;
  readonly headers: Readonly<Record<string, string>>;
}
