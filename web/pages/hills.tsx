/** The steppe in four flat layers: hills, plain, river. No photograph, nothing that moves. */
export function Hills() {
  return (
    <svg className="hills" viewBox="0 0 800 320" preserveAspectRatio="xMidYMax slice" aria-hidden>
      <path d="M0 128C70 96 130 92 205 118S345 74 430 62s150 62 225 60S760 84 800 70v250H0z" fill="#126a72" />
      <path d="M0 196c90-30 160-34 260-8s190 30 290-2 180-22 250-2v136H0z" fill="#0e5f67" />
      <path d="M0 240c120-22 220-12 330 4s280 18 470-12v88H0z" fill="#084c53" />
      <path d="M0 276c80-8 150 10 240 8s140-20 240-16 150 22 320 8" fill="none" stroke="#6fa9ad" strokeWidth="3" />
      <path d="M0 286c80-8 150 10 240 8s140-20 240-16 150 22 320 8" fill="none" stroke="#3f868c" strokeWidth="2" />
    </svg>
  );
}
