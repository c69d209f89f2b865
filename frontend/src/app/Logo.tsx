/** The mark: one switch on, one off. Takes the colour of the text around it. */
export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor">
      <rect x="2" y="3" width="20" height="8" rx="4" fill="currentColor" strokeWidth="2" />
      <circle cx="18" cy="7" r="2" fill="var(--sb-panel)" stroke="none" />
      <rect x="2" y="13" width="20" height="8" rx="4" strokeWidth="2" />
      <circle cx="6" cy="17" r="2" fill="currentColor" stroke="none" />
    </svg>
  );
}
