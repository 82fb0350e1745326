/** The response of a service as it goes over the wire. CDS Hooks 2.0.1: https://cds-hooks.hl7.org/2.0/#cds-service-response */
export interface HookResponse {
  readonly cards: readonly Card[];
}

export interface Card {
  readonly uuid: string;
  /** Fewer than 140 code points. */
  readonly summary: string;
  /** Plain sentences and simple lists: some clients show markdown as it is written. */
  readonly detail: string;
  /** Never `critical`: a question of payment is no emergency. */
  readonly indicator: 'info' | 'warning';
  readonly source: { readonly label: string; readonly topic: Coding };
  readonly suggestions?: NonEmptyOf<Suggestion>;
  readonly selectionBehavior?: 'any';
  readonly overrideReasons: NonEmptyOf<Coding>;
  readonly links: NonEmptyOf<Link>;
  readonly extension?: { readonly 'davinci-crd.associated-resource': NonEmptyOf<{ readonly reference: string }> };
}

export interface Coding {
  readonly system: string;
  readonly code: string;
  readonly display: string;
}

export interface Suggestion {
  readonly label: string;
  readonly uuid: string;
  readonly actions: readonly [Action];
}

/** Only ever a `create`: orders and other people's records are never changed from here. */
export interface Action {
  readonly type: 'create';
  readonly description: string;
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface Link {
  readonly label: string;
  readonly url: string;
  readonly type: 'smart';
  readonly appContext: string;
}

type NonEmptyOf<Item> = readonly [Item, ...Item[]];
