export function MapPage() {
  return <div className="page" />;
}
