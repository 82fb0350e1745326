/** Who brings a drug, and so who bills it. */
export type Supply =
  'buy-and-bill' | 'white-bag' | 'clear-bag' | 'trial' | 'manufacturer-free' | 'replacement' | 'unknown';
