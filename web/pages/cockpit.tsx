export function CockpitPage() {
  return <div className="page" />;
}
