/** The mark of the product: shown in the admin only, never to payers. */
export function BrandMark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden className="brand-mark">
      <rect width="32" height="32" rx="7.5" fill="#0B6B4F" />
      <g fill="none" stroke="#fff" strokeWidth="2.8" strokeLinecap="round">
        <circle cx="15.4" cy="15" r="7" />
        <path d="m17 17 6.6 6.4" />
      </g>
    </svg>
  );
}
