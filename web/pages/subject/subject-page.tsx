export function SubjectPage() {
  return <div className="page" />;
}
