// Linked dynamically, with the idle program for its loader: nothing of this is ever run.
int main() {}
